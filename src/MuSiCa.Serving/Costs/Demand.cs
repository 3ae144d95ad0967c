namespace MuSiCa.Serving;

/// <summary>
/// How long the faces that are there will keep the lanes busy, from what batches take and from how far faces go. Changed and
/// read under the lock of its owner.
/// </summary>
internal sealed class Demand(StagePools pools)
{
    // Follows the last few hundred faces.
    private const double Weight = 0.005;

    private readonly double[] _reach = [.. Enumerable.Repeat(1.0, pools.Stages)];

    /// <summary>Notes that a face is through after a number of stages.</summary>
    public void Note(int ran)
    {
        for (int stage = 0; stage < _reach.Length; stage++)
        {
            _reach[stage] += Weight * ((stage < ran ? 1 : 0) - _reach[stage]);
        }
    }

    /// <summary>How long a number of faces takes in full batches on a number of lanes; null while nothing is measured.</summary>
    public TimeSpan? Estimate(double faces, int lanes)
    {
        if (!pools.Costs.AreMeasured)
        {
            return null;
        }

        double seconds = 0;
        for (int stage = 0; stage < _reach.Length; stage++)
        {
            seconds += _reach[stage] * pools.Costs.OfFull(stage).TotalSeconds / pools.Buckets.Limit;
        }

        return TimeSpan.FromSeconds(faces * seconds / Math.Max(1, lanes));
    }
}
