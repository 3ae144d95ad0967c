using System.Text;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Writes what finding faces costs.</summary>
internal static class FindSection
{
    public static void Write(StringBuilder text, FindResult? find)
    {
        if (find is null)
        {
            return;
        }

        text.Append("## Finding faces\n\n");
        if (find.Reason is { } reason)
        {
            text.Append(Invariant($"**Not measured: {reason}**\n\n"));
            return;
        }

        MarkdownTable.Write(
            text,
            ["photos", "connections", "box given: p50 ms", "photos/s", "processor ms", "found: p50 ms", "photos/s", "processor ms", "added ms", "cost"],
            find.Points.Select(Row));
    }

    private static string[] Row(FindPoint point) =>
    [
        point.Photos,
        Cell.Of(point.Connections),
        Cell.Of(point.Given.P50, 1),
        Cell.Of(point.Given.PhotosPerSecond, 1),
        Cell.Of(point.Given.ProcessorMilliseconds, 1),
        Cell.Of(point.Found.P50, 1),
        Cell.Of(point.Found.PhotosPerSecond, 1),
        Cell.Of(point.Found.ProcessorMilliseconds, 1),
        Cell.Of(point.AddedMilliseconds, 1),
        Invariant($"{point.CostRatio:0.00} ×"),
    ];
}
