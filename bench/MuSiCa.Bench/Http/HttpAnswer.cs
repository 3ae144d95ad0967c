using System.Text.Json;

namespace MuSiCa.Bench;

/// <summary>What is compared of an answer with one face.</summary>
/// <param name="Landmarks">x0, y0, x1, y1, …</param>
/// <param name="Stages">Stages that ran.</param>
/// <param name="Exit">Why the face left.</param>
internal sealed record HttpAnswer(double[] Landmarks, int Stages, string Exit)
{
    public static HttpAnswer Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        JsonElement face = document.RootElement.GetProperty("faces")[0];
        return new HttpAnswer(
            [
                .. face.GetProperty("landmarks").EnumerateArray()
                    .SelectMany(static point => point.EnumerateArray())
                    .Select(static value => value.GetDouble()),
            ],
            face.GetProperty("stages").GetInt32(),
            face.GetProperty("exit").GetString()!);
    }

    /// <summary>Whether both ran the same stages for the same reason.</summary>
    public bool LeavesLike(HttpAnswer other) => Stages == other.Stages && Exit == other.Exit;

    /// <summary>The largest distance of a landmark, in pixels of the photo.</summary>
    public double Distance(HttpAnswer other)
    {
        double largest = 0;
        for (int i = 0; i < Landmarks.Length; i += 2)
        {
            largest = Math.Max(
                largest, double.Hypot(Landmarks[i] - other.Landmarks[i], Landmarks[i + 1] - other.Landmarks[i + 1]));
        }

        return largest;
    }
}
