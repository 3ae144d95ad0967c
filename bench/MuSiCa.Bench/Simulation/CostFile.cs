using System.Globalization;
using System.Text.Json;
using MuSiCa.Cli;

namespace MuSiCa.Bench;

/// <summary>Reads the batch times of a device out of the figures of a run on it.</summary>
internal static class CostFile
{
    /// <summary>Takes the whole figures, their part <c>ceiling</c>, or the bare list: batch sizes and milliseconds of each stage.</summary>
    public static DeviceCosts Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            (int Batch, double Milliseconds)[][] stages = [.. Costs(document.RootElement).EnumerateArray().Select(Stage)];
            return DeviceCosts.Measured($"measured, {Path.GetFileName(path)}", stages);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new UserException(
                $"--costs {path}: wanted is a list with an object for each stage, batch sizes to milliseconds, as ceiling.costs of a run.",
                exception);
        }
    }

    private static JsonElement Costs(JsonElement root)
    {
        JsonElement at = root;
        foreach (string name in (string[])["ceiling", "costs"])
        {
            at = at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out JsonElement inner) ? inner : at;
        }

        return at;
    }

    private static (int Batch, double Milliseconds)[] Stage(JsonElement stage) =>
    [
        .. stage.EnumerateObject()
            .Select(static cost => (int.Parse(cost.Name, CultureInfo.InvariantCulture), cost.Value.GetDouble()))
            .OrderBy(static cost => cost.Item1),
    ];
}
