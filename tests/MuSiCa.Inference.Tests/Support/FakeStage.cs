namespace MuSiCa.Inference.Tests;

// Moves every landmark by one frame pixel, predicts what the test says from the face's mean, counts its batches.
internal sealed class FakeStage(Func<float, float> predictedError) : IStage
{
    public List<int> BatchSizes { get; } = [];

    public int PaddedCount(int count) => count;

    public void Run(StageBatch batch)
    {
        BatchSizes.Add(batch.Count);
        for (int i = 0; i < batch.Count; i++)
        {
            batch.PredictedError[i] = predictedError(batch.Normalization[2 * i]);
        }

        batch.Displacement.Fill(1);
        for (int i = 0; i < batch.Count * batch.Shape.Hidden; i++)
        {
            batch.HiddenOut[i] = batch.HiddenIn[i] + 1;
        }
    }

    public static CascadeSession Session(params FakeStage[] stages) => SessionOf(TinyModel.Package, stages);

    public static CascadeSession SessionOf(ModelPackage package, params FakeStage[] stages) =>
        new(package, stages, new ProviderReport(ExecutionProvider.Cpu, ExecutionProvider.Cpu, null));
}
