namespace MuSiCa.Serving;

/// <summary>
/// Survivors of different batches meet in the pools, and what makes an efficient batch runs as one. While the device keeps up,
/// the deepest stage goes first: a face is through as soon as it can be. Once newcomers wait for two batches, they go first, and
/// survivors wait until they make an efficient batch too, or have waited long enough, or would be late.
/// </summary>
internal sealed class ReformPolicy : IBatchPolicy
{
    // Newcomers that wait for so many batches are more than a burst: the device does not keep up.
    private const int PressingBatches = 2;

    // A pool that fills slowly runs after as many full batches of others; this bounds both the wait and the share of the
    // device that small batches can take.
    private const int HoldBatches = 8;

    public bool LeavesEarly => true;

    public bool StaysTogether => false;

    public int Choose(StagePools pools, TimeSpan now)
    {
        bool isPressed = pools.CountOf(0) >= PressingBatches * pools.Buckets.Limit;
        for (int stage = pools.Stages - 1; stage > 0; stage--)
        {
            if (pools.CountOf(stage) > 0 && (!isPressed || pools.IsEfficient(stage) || IsUrgent(pools, stage, now)))
            {
                return stage;
            }
        }

        return 0;
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
