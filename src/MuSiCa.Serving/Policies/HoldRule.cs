namespace MuSiCa.Serving;

/// <summary>
/// Leaves small batches to grow where that costs nothing: on lanes that compute on the processors which are busy preparing
/// more items. What a small batch wastes there would be taken from decoding.
/// </summary>
/// <param name="queues">Where items wait.</param>
/// <param name="processors">Items in preparation from which on the processors are busy.</param>
internal sealed class HoldRule(QueueSet queues, int processors)
{
    /// <summary>Whether the processors are busy.</summary>
    /// <param name="expected">Items that were admitted and are being prepared.</param>
    public bool IsBusy(int expected) => expected >= processors;

    /// <summary>Whether what waits is left to grow; at least one item waits.</summary>
    /// <param name="expected">Items that were admitted and are being prepared.</param>
    /// <param name="now">The time.</param>
    public bool Holds(int expected, TimeSpan now)
    {
        if (!IsBusy(expected))
        {
            return false;
        }

        TimeSpan longest = queues.Longest;
        foreach (StageQueue queue in queues.ByDepth)
        {
            if (queue.IsEfficient || queue.IsUrgent(longest, isBusy: true, now))
            {
                return false;
            }
        }

        return true;
    }
}
