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

    /// <summary>The lanes of the service, over one session or over another in its place.</summary>
    public static LaneDefinition[] Lanes(CascadeSession single, CascadeSession whole) =>
    [
        .. Enumerable.Range(1, LaneCount)
            .Select(number => new LaneDefinition($"cpu-{number}", single) { Alone = whole, SharesProcessors = true }),
    ];

    public void Dispose()
    {
        Whole.Dispose();
        Single.Dispose();
    }
}
