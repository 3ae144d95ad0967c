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

    public bool LeavesEarly => true;

    public bool StaysTogether => false;

    public int Choose(StagePools pools, bool isBusy, TimeSpan now)
    {
        bool isPressed = isBusy || pools.CountOf(0) >= PressingBatches * pools.Buckets.Limit;
        int deepest = 0;
        for (int stage = pools.Stages - 1; stage > 0; stage--)
        {
            if (isPressed && (pools.IsEfficient(stage) || pools.IsUrgent(stage, isBusy, now)))
            {
                return stage;
            }

            deepest = deepest == 0 && pools.CountOf(stage) > 0 ? stage : deepest;
        }

        return isPressed && pools.CountOf(0) > 0 ? 0 : deepest;
    }
}
