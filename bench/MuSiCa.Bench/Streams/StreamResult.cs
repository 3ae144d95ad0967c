namespace MuSiCa.Bench;

/// <summary>What came of streams of frames; empty with a reason when they could not be measured.</summary>
/// <param name="Points">Every way under every load.</param>
/// <param name="Reason">Why there are none; null when there are.</param>
internal sealed record StreamResult(IReadOnlyList<StreamPoint> Points, string? Reason)
{
    /// <summary>The largest share of REST's processor time that a way takes for a frame, over all loads; null without points.</summary>
    public double? Most(StreamWay way) => Points.Where(point => point.Way == way).Max(static point => (double?)point.OverRest);
}
