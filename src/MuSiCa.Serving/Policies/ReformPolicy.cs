namespace MuSiCa.Serving;

/// <summary>
/// Survivors of different batches meet newcomers in the pools, and whatever fills a batch runs as one. While the device keeps
/// up, the deepest stage goes first: a face is through as soon as it can be. Under load newcomers fill batches first, and the
/// survivors wait until they fill one too, or have waited long enough, or would be late.
/// </summary>
internal sealed class ReformPolicy : IBatchPolicy
{
    // A pool that fills slowly runs after as many full batches of others; this bounds both the wait and the share of the
    // device that small batches can take.
    private const int HoldBatches = 8;

    public bool LeavesEarly => true;

    public bool StaysTogether => false;

    public int Choose(StagePools pools, TimeSpan now)
    {
        int deepest = 0;
        for (int stage = pools.Stages - 1; stage >= 0; stage--)
        {
            if (pools.IsFull(stage) || IsUrgent(pools, stage, now))
            {
                return stage;
            }

            if (deepest == 0 && pools.CountOf(stage) > 0)
            {
                deepest = stage;
            }
        }

        return deepest;
    }

    private static bool IsUrgent(StagePools pools, int stage, TimeSpan now)
    {
        if (pools.MostUrgent(stage) is not { } face)
        {
            return false;
        }

        TimeSpan longest = pools.Costs.Longest();
        return now - face.Pooled > HoldBatches * longest
            || (face.HasDeadline && face.Due - now < longest + pools.Costs.Of(stage, Math.Min(pools.CountOf(stage), pools.Buckets.Limit)));
    }
}
