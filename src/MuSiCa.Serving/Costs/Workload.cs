namespace MuSiCa.Serving;

/// <summary>What batches take and how long the faces that are there will keep the lanes busy.</summary>
/// <param name="gate">The dispatcher's lock.</param>
/// <param name="pools">Where faces wait.</param>
/// <param name="lanes">What runs them.</param>
internal sealed class Workload(Lock gate, StagePools pools, LaneGroup lanes)
{
    private readonly Demand _demand = new(pools);

    /// <summary>Sets what a batch of one of the bucket sizes takes.</summary>
    public void Set(int stage, int bucket, TimeSpan elapsed)
    {
        lock (gate)
        {
            pools.Costs.Set(stage, bucket, elapsed);
        }
    }

    /// <summary>Notes what a batch took.</summary>
    public void Note(int stage, int rows, TimeSpan elapsed)
    {
        lock (gate)
        {
            pools.Costs.Note(stage, rows, elapsed);
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
    public TimeSpan Least(int stage)
    {
        lock (gate)
        {
            return pools.Costs.Of(stage, 1);
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
    /// How long the faces that go before a newcomer keep the lanes busy, and its own first stage; null while nothing is measured.
    /// </summary>
    public TimeSpan? EstimateFor(FacePriority priority)
    {
        lock (gate)
        {
            return _demand.Estimate(pools.Ahead(priority), lanes.Working) + pools.Costs.Of(0, 1);
        }
    }
}
