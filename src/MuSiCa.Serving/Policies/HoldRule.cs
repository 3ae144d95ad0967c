namespace MuSiCa.Serving;

/// <summary>
/// Leaves small batches to grow where that costs nothing: on lanes that compute on the processors which are busy preparing
/// more faces. What a small batch wastes there would be taken from decoding.
/// </summary>
/// <param name="pools">Where faces wait.</param>
/// <param name="processors">Faces in preparation from which on the processors are busy.</param>
internal sealed class HoldRule(StagePools pools, int processors)
{
    /// <summary>Whether the processors are busy.</summary>
    /// <param name="expected">Faces that were admitted and are being prepared.</param>
    public bool IsBusy(int expected) => expected >= processors;

    /// <summary>Whether what waits is left to grow; at least one face waits.</summary>
    /// <param name="expected">Faces that were admitted and are being prepared.</param>
    /// <param name="now">The time.</param>
    public bool Holds(int expected, TimeSpan now)
    {
        if (!IsBusy(expected))
        {
            return false;
        }

        for (int stage = 0; stage < pools.Stages; stage++)
        {
            if (pools.IsEfficient(stage) || pools.IsUrgent(stage, isBusy: true, now))
            {
                return false;
            }
        }

        return true;
    }
}
