using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>A stage that moves nothing, is never sure, and allocates nothing.</summary>
internal sealed class QuietStage : IStage
{
    /// <summary>One for each stage of the model.</summary>
    public static IEnumerable<IStage> All() => Enumerable.Range(0, TestModel.Stages).Select(static _ => new QuietStage());

    public int PaddedCount(int count) => count;

    public void Run(StageBatch batch)
    {
        batch.HiddenOut.Clear();
        batch.Displacement.Clear();
        batch.PredictedError.Fill(FakeStages.LargeError);
    }
}
