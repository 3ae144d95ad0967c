using MuSiCa.Inference;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>The model in both ways to use the processor, and the lanes that the service makes of them.</summary>
internal sealed class BenchSessions : IDisposable
{
    private const int MostLanes = 8;

    public BenchSessions(ModelPackage package)
    {
        Package = package;
        Whole = CascadeSession.Open(package, new ExecutionOptions { Provider = ExecutionProvider.Cpu });
        Single = CascadeSession.Open(package, new ExecutionOptions { Provider = ExecutionProvider.Cpu, IntraOpThreads = 1 });
    }

    /// <summary>The model.</summary>
    public ModelPackage Package { get; }

    /// <summary>All processors for one batch.</summary>
    public CascadeSession Whole { get; }

    /// <summary>One processor for a batch, several batches at a time.</summary>
    public CascadeSession Single { get; }

    /// <summary>Lanes on the processor.</summary>
    public static int LaneCount => Math.Min(Environment.ProcessorCount, MostLanes);

    /// <summary>The lanes of the service.</summary>
    public static LaneDefinition[] Lanes() =>
        [.. Enumerable.Range(1, LaneCount).Select(static number => new LaneDefinition($"cpu-{number}") { SharesProcessors = true })];

    /// <summary>What runs a model on each of them.</summary>
    public static LaneSession<CascadeSession>[] On(CascadeSession single, CascadeSession whole) =>
        [.. Enumerable.Repeat(new LaneSession<CascadeSession>(single) { Alone = whole }, LaneCount)];

    public void Dispose()
    {
        Whole.Dispose();
        Single.Dispose();
    }
}
