using System.Text;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Writes what decoding costs.</summary>
internal static class DecodeSection
{
    public static void Write(StringBuilder text, DecodeResult? decode)
    {
        if (decode is null)
        {
            return;
        }

        text.Append("## Decoding\n\nJPEGs to upright RGB, one at a time; processor time of all threads.\n\n");
        MarkdownTable.Write(
            text,
            ["photos", "by", "processor ms", "over own", "managed bytes"],
            decode.Points.Select(static point => (string[])
            [
                point.Photos,
                point.Way,
                Cell.Of(point.ProcessorMilliseconds, 2),
                Invariant($"{point.OverOwn:0.00} ×"),
                Cell.Of(point.ManagedBytes),
            ]));
    }
}
