namespace MuSiCa.Serving;

/// <summary>What batches take and how long the faces that are there will keep the lanes busy.</summary>
/// <param name="gate">The dispatcher's lock.</param>
/// <param name="pools">Where faces wait, and what batches take that run beside others.</param>
/// <param name="lanes">What runs them.</param>
/// <param name="alone">What batches take that are the only work there is, where a session of their own runs these.</param>
internal sealed class Workload(Lock gate, StagePools pools, LaneGroup lanes, StageCosts? alone = null)
{
    private readonly Demand _demand = new(pools);

    /// <summary>Sets what a batch of one of the bucket sizes takes.</summary>
    public void Set(int stage, int bucket, bool isAlone, TimeSpan elapsed)
    {
        lock (gate)
        {
            CostsOf(isAlone).Set(stage, bucket, elapsed);
        }
    }

    /// <summary>Notes what a batch took.</summary>
    public void Note(int stage, int rows, bool isAlone, TimeSpan elapsed, TimeSpan now)
    {
        lock (gate)
        {
            CostsOf(isAlone).Note(stage, rows, elapsed, now);
        }
    }

    /// <summary>Notes that a face is through after a number of stages.</summary>
    public void NoteThrough(int stages)
    {
        lock (gate)
        {
            _demand.Note(stages);
        }
    }

    /// <summary>What a stage takes at the least.</summary>
    /// <param name="stage">The stage, counted from 0.</param>
    /// <param name="isAlone">
    /// Whether it is the only work there is. A newcomer is then run whatever the costs say: it takes nothing from others, and if
    /// these costs are wrong nothing else would tell.
    /// </param>
    /// <param name="now">The time.</param>
    public TimeSpan Least(int stage, bool isAlone, TimeSpan now)
    {
        if (isAlone && stage == 0)
        {
            return TimeSpan.FromTicks(1);
        }

        lock (gate)
        {
            StageCosts costs = CostsOf(isAlone);
            costs.Refresh(now);
            return costs.Of(stage, 1);
        }
    }

    /// <summary>How long a number of faces takes; null while nothing is measured.</summary>
    public TimeSpan? Estimate(int faces)
    {
        lock (gate)
        {
            return _demand.Estimate(faces, lanes.Working);
        }
    }

    /// <summary>
    /// How long the faces that go before a newcomer keep the lanes busy, and its own first stage; null while nothing is measured,
    /// or where a lane is idle, which would tell.
    /// </summary>
    public TimeSpan? EstimateFor(FacePriority priority, TimeSpan now)
    {
        lock (gate)
        {
            if (pools.Count == 0 && lanes.Idle > 0)
            {
                return null;
            }

            pools.Costs.Refresh(now);
            return _demand.Estimate(pools.Ahead(priority), lanes.Working) + pools.Costs.Of(0, 1);
        }
    }

    private StageCosts CostsOf(bool isAlone) => isAlone && alone is not null ? alone : pools.Costs;
}
