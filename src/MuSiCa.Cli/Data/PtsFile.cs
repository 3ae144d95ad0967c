using System.Globalization;

namespace MuSiCa.Cli;

// The points of a .pts file. They count pixels from 1, everything here counts from 0.
internal static class PtsFile
{
    private static readonly char[] Blanks = [' ', '\t', '\r', '\n'];

    public static double[] Read(string path) => Parse(File.ReadAllText(path), path);

    public static double[] Parse(string text, string path)
    {
        int start = text.IndexOf('{', StringComparison.Ordinal);
        int end = text.LastIndexOf('}');
        if (start < 0 || end < start)
        {
            throw new UserException($"{path}: no points between braces");
        }

        string[] fields = text[(start + 1)..end].Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length == 0 || fields.Length % 2 != 0)
        {
            throw new UserException($"{path}: must hold pairs of numbers, has {fields.Length} numbers");
        }

        return [.. fields.Select(field => Number(field, path) - 1)];
    }

    private static double Number(string field, string path) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new UserException($"{path}: '{field}' is not a number");
}
