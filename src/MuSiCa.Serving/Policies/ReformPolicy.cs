namespace MuSiCa.Serving;

/// <summary>
/// Survivors of different batches meet in the queues, and what makes an efficient batch runs as one. While the device keeps up,
/// the deepest stage goes first: a face is through as soon as it can be. Once newcomers wait for two batches, they go first, and
/// survivors wait until they make an efficient batch too, or have waited long enough, or would be late.
/// </summary>
internal sealed class ReformPolicy : IBatchPolicy
{
    public bool LeavesEarly => true;

    public bool StaysTogether => false;

    public StageQueue Choose(QueueSet queues, bool isBusy, TimeSpan now)
    {
        StageQueue deepest = queues.Deepest(isEntry: false)!;
        if (!isBusy && !queues.IsPressed)
        {
            return deepest;
        }

        TimeSpan longest = queues.Longest;
        foreach (StageQueue queue in queues.ByDepth)
        {
            if (queue.IsEfficient || queue.IsUrgent(longest, isBusy, now))
            {
                return queue;
            }
        }

        return queues.Deepest(isEntry: true) ?? deepest;
    }
}
