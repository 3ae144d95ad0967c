using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>
/// A real stage whose predicted errors are replaced, so that a share of the faces leaves after it. Whether a face does depends
/// on its pixels alone: the same faces leave under every policy.
/// </summary>
internal sealed class SyntheticExits(IStage stage, int number, double rate) : IStage
{
    // Below and above any threshold.
    private const float Leaves = 0;
    private const float Stays = 1;

    /// <summary>The stages of a session with an exit rate; the session stays the caller's.</summary>
    public static CascadeSession Over(CascadeSession session, double rate) => new(
        session.Package, session.Stages.Select((stage, number) => new SyntheticExits(stage, number, rate)), session.Provider);

    public int PaddedCount(int count) => stage.PaddedCount(count);

    public void Run(StageBatch batch)
    {
        stage.Run(batch);
        for (int i = 0; i < batch.Count; i++)
        {
            batch.PredictedError[i] = Chance(batch.Normalization[2 * i], batch.Normalization[(2 * i) + 1]) < rate ? Leaves : Stays;
        }
    }

    // The finalizer of MurmurHash3 over what tells faces apart.
    private double Chance(float mean, float deviation)
    {
        uint hash = BitConverter.SingleToUInt32Bits(mean)
            ^ (BitConverter.SingleToUInt32Bits(deviation) * 0x9E3779B9)
            ^ ((uint)number * 0x85EBCA6B);
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return (hash ^ (hash >> 16)) / (double)uint.MaxValue;
    }
}
