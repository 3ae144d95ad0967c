namespace MuSiCa.Serving;

/// <summary>Chooses batches as a policy says, in the size that is worth most.</summary>
internal sealed class BatchPlanner(QueueSet queues, IBatchPolicy policy)
{
    /// <summary>Chooses a queue and how many of its items to take; at least one waits.</summary>
    /// <param name="lane">The lane that will run them, counted from 0.</param>
    /// <param name="idleLanes">Lanes that could run something now, this one included.</param>
    /// <param name="isBusy">Whether the processors that the lane computes on have more to do than the lane's work.</param>
    /// <param name="now">The time.</param>
    public (StageQueue Queue, int Count) Choose(int lane, int idleLanes, bool isBusy, TimeSpan now)
    {
        StageQueue queue = policy.Choose(queues, isBusy, now);

        // Idle devices share what there is: each finishes its part sooner than one would finish all.
        int share = isBusy ? queue.Count : (queue.Count + idleLanes - 1) / idleLanes;
        int limit = queue.Model.Buckets.Limit;
        return (queue, share >= limit ? limit : BestSize(queue, lane, share));
    }

    // Either all of them, padded up, or as many as fill the bucket below: whichever runs more items a second.
    private static int BestSize(StageQueue queue, int lane, int items)
    {
        Buckets buckets = queue.Model.Buckets;
        int padded = Math.Min(queue.Model.PaddedCount(lane, items), buckets.Limit);
        int bucket = buckets.IndexFor(items);
        if (padded == items || bucket == 0)
        {
            return items;
        }

        int below = buckets.Sizes[bucket - 1];
        TimeSpan all = queue.Model.Costs.Of(queue.Stage, padded);
        TimeSpan part = queue.Model.Costs.Of(queue.Stage, below);
        return part > TimeSpan.Zero && below / part.TotalSeconds > items / all.TotalSeconds ? below : items;
    }
}
