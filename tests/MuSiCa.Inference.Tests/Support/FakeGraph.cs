namespace MuSiCa.Inference.Tests;

// Answers what the test says and counts its batches.
internal sealed class FakeGraph(Action<FinderBatch> answer) : IFinderGraph
{
    public List<int> BatchSizes { get; } = [];

    public int PaddedCount(int count) => count;

    public void Run(FinderBatch batch)
    {
        BatchSizes.Add(batch.Count);
        answer(batch);
    }

    public FinderSession Session() =>
        new(TinyFinder.Package, this, new ProviderReport(ExecutionProvider.Cpu, ExecutionProvider.Cpu, null));
}
