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
            yield return Goal.AtLeast("faces in sight that keep number and order, least of all motions", 1, Least(own, static each => each.NoticedInTime is null ? each.Kept : null), track.Source);
            yield return Goal.AtLeast("losses noticed within two frames, least of all kinds", 1, Least(own, static each => each.NoticedInTime), track.Source);
            yield return Goal.AtLeast("faces found again within two frames of their box", 1, Least(own, static each => each.Recovered), track.Source);
        }

        if (tracking.Stream is { } stream)
        {
            foreach (StreamForm form in Enum.GetValues<StreamForm>())
            {
                string way = StreamBench.Track(form);
                yield return Goal.AtMost(
                    Invariant($"processor time of a frame, {way}, over {StreamBench.Rest}, most of all loads"),
                    MostOfRest,
                    stream.Most(way),
                    stream.Reason ?? "frames of 640x480, one face");
            }
        }
    }

    private static double? Least(TrackFigures[] figures, Func<TrackFigures, double?> value) => figures.Min(value);
}
