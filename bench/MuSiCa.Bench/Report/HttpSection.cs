using System.Text;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Writes what came out over HTTP.</summary>
internal static class HttpSection
{
    public static void Write(StringBuilder text, HttpResult? http)
    {
        if (http is null)
        {
            return;
        }

        text.Append("## Over HTTP\n\n");
        if (http.Reason is { } reason)
        {
            text.Append(Invariant($"**No comparison with the peer: {reason}**\n\n"));
        }

        if (http.Points.Count == 0)
        {
            return;
        }

        MarkdownTable.Write(
            text,
            ["server", "photos", "boxes", "connections", "photos/s", "p50 ms", "p99", "processor ms/photo"],
            http.Points.Select(Row));
        if (http.Agreements.Count > 0)
        {
            MarkdownTable.Write(
                text,
                ["peer", "photos", "faces", "same exit", "largest distance of a landmark, px of the frame"],
                http.Agreements.Select(Row));
        }

        text.Append("Where the time of a photo goes in the service, mean milliseconds:\n\n");
        MarkdownTable.Write(text, ["photos", "connections", .. HttpPhases.Names], http.Phases.Select(Row));
    }

    private static string[] Row(HttpPoint point) =>
    [
        point.Server,
        point.Photos,
        point.Finds ? "found" : "given",
        Cell.Of(point.Connections),
        Cell.Of(point.Figures.PhotosPerSecond, 1),
        Cell.Of(point.Figures.P50, 1),
        Cell.Of(point.Figures.P99, 1),
        Cell.Of(point.Figures.ProcessorMilliseconds, 1),
    ];

    private static string[] Row(HttpAgreement agreement) =>
    [
        agreement.Server,
        agreement.Photos,
        Cell.Of(agreement.Faces),
        Cell.Share(agreement.SameExit),
        Cell.Of(agreement.LargestDistance, 3),
    ];

    private static string[] Row(HttpPhases phases) =>
        [phases.Photos, Cell.Of(phases.Connections), .. phases.Milliseconds.Select(static phase => Cell.Of(phase.Value, 2))];
}
