using System.Text;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Writes what packages in 8 bits save.</summary>
internal static class PrecisionSection
{
    public static void Write(StringBuilder text, PrecisionResult? precision)
    {
        if (precision is null)
        {
            return;
        }

        text.Append("## Packages in 8 bits\n\n");
        if (precision.Reason is { } reason)
        {
            text.Append(Invariant($"**Not measured: {reason}**\n\n"));
            return;
        }

        MarkdownTable.Write(
            text,
            ["boxes", "connections", "half precision: photos/s", "p50 ms", "8 bits: photos/s", "p50 ms", "speed", "latency"],
            precision.Points.Select(Row));
    }

    private static string[] Row(PrecisionPoint point) =>
    [
        point.Boxes ? "given" : "found",
        Cell.Of(point.Connections),
        Cell.Of(point.Half.PhotosPerSecond, 1),
        Cell.Of(point.Half.P50, 1),
        Cell.Of(point.Int8.PhotosPerSecond, 1),
        Cell.Of(point.Int8.P50, 1),
        Invariant($"{point.Speed:0.00} ×"),
        Invariant($"{point.Latency:0.00} ×"),
    ];
}
