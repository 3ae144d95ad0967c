using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Holds a run to what is wanted of following faces.</summary>
internal static class TrackGoals
{
    // Processor time of a frame in a stream over that of the same frame as a JPEG over REST.
    private const double MostOfRest = 0.5;

    public static IEnumerable<Goal> Of(TrackingParts tracking)
    {
        if (tracking.Track is { } track)
        {
            TrackFigures[] own = [.. track.Figures.Where(static figures => figures.Variant == TrackVariant.Service.Name)];
            yield return Goal.AtLeast(
                "faces in sight that keep number and order, least of all motions",
                1,
                own.Min(static each => each.NoticedInTime is null ? each.Kept : (double?)null),
                track.Source);
            yield return Goal.AtLeast(
                "losses noticed within two frames, least of all kinds", 1, own.Min(static each => each.NoticedInTime), track.Source);
            yield return Goal.AtLeast(
                "faces found again within two frames of their box", 1, own.Min(static each => each.Recovered), track.Source);
        }

        if (tracking.Stream is { } stream)
        {
            foreach (StreamWay way in StreamWay.All.Where(static way => way.Form is not null))
            {
                yield return Goal.AtMost(
                    Invariant($"processor time of a frame, {way.Name}, over {way.OverRest().Name}, most of all loads"),
                    MostOfRest,
                    stream.Most(way),
                    stream.Reason ?? $"frames of 640x480, one face, boxes {way.Boxes}");
            }
        }
    }
}
