using System.Globalization;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// WFLW: a line a face with 98 points, a rectangle, six attributes and the image. Coordinates are taken as they stand.
internal static class WflwList
{
    private const int Points = 98;
    private const int RectangleFields = 4;

    // In the order of the list; each is a part of the test set.
    private static readonly string[] Attributes = ["pose", "expression", "illumination", "makeup", "occlusion", "blur"];

    private static readonly int Numbers = (2 * Points) + RectangleFields + Attributes.Length;

    public static bool IsList(string path)
    {
        string first = File.ReadLines(path).FirstOrDefault(line => !string.IsNullOrWhiteSpace(line)) ?? string.Empty;
        return Split(first).Length > Numbers;
    }

    public static FaceSet Read(string path, string images)
    {
        string[] lines = File.ReadAllLines(path);
        AnnotatedFace[] faces =
        [
            .. Enumerable.Range(0, lines.Length)
                .Where(line => !string.IsNullOrWhiteSpace(lines[line]))
                .Select(line => Parse(lines[line], line + 1, path, images)),
        ];
        return new FaceSet(faces, $"rectangles of {Path.GetFileName(path)}");
    }

    private static string[] Split(string line) =>
        line.Split(' ', Numbers + 1, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static AnnotatedFace Parse(string line, int number, string path, string images)
    {
        string place = $"{path}, line {number}";
        string[] fields = Split(line);
        if (fields.Length != Numbers + 1)
        {
            throw new UserException($"{place}: {fields.Length} fields, expected {Numbers + 1} ({2 * Points} coordinates, "
                + $"{RectangleFields} of the rectangle, {Attributes.Length} attributes, the image)");
        }

        double[] numbers = [.. fields.Take(Numbers).Select(field => Number(field, place))];
        double[] edges = numbers[(2 * Points)..((2 * Points) + RectangleFields)];
        if (!(edges[2] > edges[0] && edges[3] > edges[1]))
        {
            throw new UserException(FormattableString.Invariant(
                $"{place}: the rectangle {edges[0]},{edges[1]} to {edges[2]},{edges[3]} is empty"));
        }

        string image = Path.Combine(images, fields[^1]);
        if (!File.Exists(image))
        {
            throw new UserException($"{place}: no image {image}");
        }

        double[] flags = numbers[((2 * Points) + RectangleFields)..];
        return new AnnotatedFace(
            FormattableString.Invariant($"{Path.ChangeExtension(fields[^1], null)}#{number}"),
            image,
            new BoundingBox((float)edges[0], (float)edges[1], (float)(edges[2] - edges[0]), (float)(edges[3] - edges[1])),
            numbers[..(2 * Points)],
            [.. Attributes.Where((_, index) => flags[index] == 1)]);
    }

    private static double Number(string field, string place) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new UserException($"{place}: '{field}' is not a number");
}
