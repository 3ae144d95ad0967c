using System.Globalization;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// A CSV with the columns name, x0, y0, x1, y1 and any others. Names are matched by their last part.
internal sealed class BoxTable
{
    private static readonly string[] Columns = ["name", "x0", "y0", "x1", "y1"];

    private readonly Dictionary<string, BoundingBox> _boxes = new(StringComparer.Ordinal);

    private BoxTable()
    {
    }

    public static BoxTable Read(string path) => Parse(File.ReadAllLines(path), path);

    public static BoxTable Parse(IReadOnlyList<string> lines, string path)
    {
        string[] heading = lines.Count == 0 ? [] : [.. lines[0].TrimStart('\uFEFF').Split(',').Select(field => field.Trim())];
        int[] columns = [.. Columns.Select(column => Array.IndexOf(heading, column))];
        if (columns.Contains(-1))
        {
            string missing = string.Join(", ", Columns.Except(heading));
            throw new UserException($"{path}: no column {missing}; needed: {string.Join(", ", Columns)}");
        }

        var table = new BoxTable();
        for (int line = 1; line < lines.Count; line++)
        {
            if (!string.IsNullOrWhiteSpace(lines[line]))
            {
                table.Add(lines[line].Split(','), columns, $"{path}, line {line + 1}");
            }
        }

        return table;
    }

    public BoundingBox? Find(string name) => _boxes.TryGetValue(LastPart(name), out BoundingBox box) ? box : null;

    private static string LastPart(string name) => name[(name.LastIndexOf('/') + 1)..];

    private void Add(string[] fields, int[] columns, string place)
    {
        if (fields.Length <= columns.Max())
        {
            throw new UserException($"{place}: {fields.Length} fields, the heading has more");
        }

        double[] edges = new double[4];
        for (int i = 0; i < edges.Length; i++)
        {
            string field = fields[columns[i + 1]];
            if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out edges[i]) || !double.IsFinite(edges[i]))
            {
                throw new UserException($"{place}: '{field}' is not a number");
            }
        }

        if (!(edges[2] > edges[0] && edges[3] > edges[1]))
        {
            throw new UserException(FormattableString.Invariant(
                $"{place}: the box {edges[0]},{edges[1]} to {edges[2]},{edges[3]} is empty"));
        }

        string name = LastPart(fields[columns[0]].Trim());
        var box = new BoundingBox((float)edges[0], (float)edges[1], (float)(edges[2] - edges[0]), (float)(edges[3] - edges[1]));
        if (!_boxes.TryAdd(name, box) && _boxes[name] != box)
        {
            throw new UserException($"{place}: another box for '{name}'");
        }
    }
}
