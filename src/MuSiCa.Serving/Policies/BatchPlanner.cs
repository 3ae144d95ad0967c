namespace MuSiCa.Serving;

/// <summary>Takes batches out of the pools as a policy says, in the size that is worth most.</summary>
internal sealed class BatchPlanner(StagePools pools, IBatchPolicy policy)
{
    /// <summary>Chooses a stage and how many of its faces to take; at least one face waits.</summary>
    /// <param name="lane">The lane that will run them.</param>
    /// <param name="idleLanes">Lanes that could run something now, this one included.</param>
    /// <param name="isBusy">Whether the processors that the lane computes on have more to do than the lane's work.</param>
    /// <param name="now">The time.</param>
    /// <returns>The stage, counted from 0, and the number of faces.</returns>
    public (int Stage, int Faces) Choose(ILaneShape lane, int idleLanes, bool isBusy, TimeSpan now)
    {
        int stage = policy.Choose(pools, isBusy, now);
        int waiting = pools.CountOf(stage);

        // Idle devices share what there is: each finishes its part sooner than one would finish all.
        int share = isBusy ? waiting : (waiting + idleLanes - 1) / idleLanes;
        return (stage, share >= pools.Buckets.Limit ? pools.Buckets.Limit : BestSize(lane, stage, share));
    }

    // Either all of them, padded up, or as many as fill the bucket below: whichever runs more faces a second.
    private int BestSize(ILaneShape lane, int stage, int faces)
    {
        int padded = Math.Min(lane.PaddedCount(faces), pools.Buckets.Limit);
        int bucket = pools.Buckets.IndexFor(faces);
        if (padded == faces || bucket == 0)
        {
            return faces;
        }

        int below = pools.Buckets.Sizes[bucket - 1];
        TimeSpan all = pools.Costs.Of(stage, padded);
        TimeSpan part = pools.Costs.Of(stage, below);
        return part > TimeSpan.Zero && below / part.TotalSeconds > faces / all.TotalSeconds ? below : faces;
    }
}
