using System.Text;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Writes what came of streams of frames.</summary>
internal static class StreamSection
{
    public static void Write(StringBuilder text, StreamResult? stream)
    {
        if (stream is null)
        {
            return;
        }

        text.Append("## Streams of frames\n\n");
        if (stream.Reason is { } reason)
        {
            text.Append(Invariant($"**Not measured: {reason}**\n\n"));
            return;
        }

        text.Append(Invariant($"Frames of {FrameRenderer.Width}x{FrameRenderer.Height} with one face, "));
        text.Append("each sent when the one before is answered; processor time is the service's.\n\n");
        MarkdownTable.Write(
            text, ["way", "boxes", "streams", "frames/s", "p50 ms", "p99", "processor ms/frame", "of REST's"], stream.Points.Select(Row));
    }

    private static string[] Row(StreamPoint point) =>
    [
        point.Way.Name,
        point.Way.Boxes,
        Cell.Of(point.Streams),
        Cell.Of(point.Figures.PhotosPerSecond, 1),
        Cell.Of(point.Figures.P50, 1),
        Cell.Of(point.Figures.P99, 1),
        Cell.Of(point.Figures.ProcessorMilliseconds, 2),
        Cell.Of(point.OverRest, 2),
    ];
}
