using System.Text;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Writes what came of following faces.</summary>
internal static class TrackSection
{
    private const string None = "–";

    public static void Write(StringBuilder text, TrackResult? track)
    {
        if (track is null)
        {
            return;
        }

        text.Append(Invariant($"## Following faces\n\n{track.Source}; errors in percent of the distance of the eyes.\n\n"));
        foreach (IGrouping<string, TrackFigures> variant in track.Figures.GroupBy(static figures => figures.Variant))
        {
            text.Append(Invariant($"{variant.Key}:\n\n"));
            MarkdownTable.Write(
                text,
                [
                    "sequence", "runs", "numbers kept", "lost in sight", "noticed in 2 frames", "missed", "slowest", "found again",
                    "error against motion", "by hand", "predicted", "stages", "jitter", "jitter, px", "lag, frames",
                ],
                variant.Select(Row));
        }

        LikenessFigures likeness = track.Likeness;
        text.Append(Invariant($"Correlation of a face's looks with the frame before: {likeness.SamePairs} pairs in sight, least "));
        text.Append(Invariant($"{likeness.SameLeast:0.000}; {LikenessFigures.FramesApart} frames apart, least {likeness.ApartLeast:0.000}. "));
        text.Append(Invariant($"{likeness.Cuts} cuts to another person in place, 10, 25, 50, 75, 90, 100 %: "));
        text.Append(string.Join(", ", likeness.CutQuantiles.Select(static value => Cell.Of(value, 3))));
        text.Append(". Below ");
        text.Append(string.Join(", ", LikenessFigures.Thresholds.Zip(
            likeness.CutsNoticed, static (threshold, share) => Invariant($"{threshold}: {Cell.Share(share)}"))));
        text.Append(".\n\n");
    }

    private static string[] Row(TrackFigures figures) =>
    [
        figures.Kind,
        Cell.Of(figures.Runs),
        Cell.Share(figures.Kept),
        Cell.Of(figures.LostInSight),
        figures.NoticedInTime is { } share ? Cell.Share(share) : None,
        Cell.Of(figures.Missed),
        Number(figures.SlowestNotice, 0),
        figures.Recovered is { } recovered ? Cell.Share(recovered) : None,
        Cell.Of(figures.Motion, 2),
        Number(figures.Truth, 2),
        Cell.Of(figures.Predicted, 2),
        Cell.Of(figures.Stages, 2),
        Number(figures.Jitter, 3),
        Number(figures.JitterPixels, 3),
        Number(figures.LagFrames, 2),
    ];

    private static string Number(double? value, int digits) => value is { } known ? Cell.Of(known, digits) : None;
}
