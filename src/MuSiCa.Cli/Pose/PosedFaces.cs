using System.Globalization;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// AFLW2000-3D as one folder: faces.csv with image, landmarks ("exact" or not), yaw, pitch, roll and x0, y0, … of its points, and images.
internal static class PosedFaces
{
    /// <summary>The name of the list.</summary>
    public const string FileName = "faces.csv";

    // The protocol of the data set.
    private const double LargestAngle = 99;

    /// <summary>Reads the faces whose angles all lie within ±99 degrees, each in the tight box of its points.</summary>
    public static PosedFace[] Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new UserException($"{path}: there is no such file");
        }

        string[] lines = File.ReadAllLines(path);
        string[] heading = lines.Length == 0 ? [] : lines[0].TrimStart('\uFEFF').Split(',');
        PosedFace[] faces =
        [
            .. lines.Skip(1)
                .Index()
                .Where(static line => !string.IsNullOrWhiteSpace(line.Item))
                .Select(line => Parse(heading, line.Item.Split(','), folder, $"{path}, line {line.Index + 2}"))
                .Where(static face => Math.Abs(face.Yaw) <= LargestAngle && Math.Abs(face.Pitch) <= LargestAngle && Math.Abs(face.Roll) <= LargestAngle),
        ];
        return faces.Length > 0 ? faces : throw new UserException($"{path}: names no face with angles within ±{LargestAngle} degrees");
    }

    private static PosedFace Parse(string[] heading, string[] fields, string folder, string place)
    {
        string Field(string name) => Array.IndexOf(heading, name) is int column and >= 0 && column < fields.Length
            ? fields[column]
            : throw new UserException($"{place}: no column {name}");
        double Number(string name) =>
            double.TryParse(Field(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                ? value
                : throw new UserException($"{place}: '{Field(name)}' in column {name} is not a number");

        int points = heading.Count(static name => name is ['x', >= '0' and <= '9', ..]);
        if (points < 2)
        {
            throw new UserException($"{place}: no columns x0, y0, x1, y1, …");
        }

        double[] x = [.. Enumerable.Range(0, points).Select(point => Number($"x{point}"))];
        double[] y = [.. Enumerable.Range(0, points).Select(point => Number($"y{point}"))];
        string image = Path.Combine(folder, "images", Field("image"));
        return File.Exists(image)
            ? new PosedFace(
                image,
                new BoundingBox((float)x.Min(), (float)y.Min(), (float)(x.Max() - x.Min()), (float)(y.Max() - y.Min())),
                Number("yaw"),
                Number("pitch"),
                Number("roll"),
                Field("landmarks") == "exact")
            : throw new UserException($"{place}: no image {image}");
    }
}

/// <summary>A face whose pose is known, in degrees.</summary>
internal sealed record PosedFace(string ImagePath, BoundingBox Box, double Yaw, double Pitch, double Roll, bool IsExact);
