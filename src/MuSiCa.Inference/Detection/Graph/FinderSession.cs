using Microsoft.ML.OnnxRuntime;

namespace MuSiCa.Inference;

/// <summary>A finder ready to run.</summary>
public sealed class FinderSession : IDisposable
{
    private readonly UseCount _uses;

    /// <summary>Creates a session.</summary>
    /// <param name="package">The finder.</param>
    /// <param name="graph">Its network; disposed of with the session where it can be.</param>
    /// <param name="provider">What runs it.</param>
    public FinderSession(FinderPackage package, IFinderGraph graph, ProviderReport provider)
    {
        Package = package;
        Graph = graph;
        Provider = provider;
        _uses = new UseCount(() => (Graph as IDisposable)?.Dispose());
    }

    /// <summary>The finder.</summary>
    public FinderPackage Package { get; }

    /// <summary>Its network.</summary>
    public IFinderGraph Graph { get; }

    /// <summary>What runs the network; a fallback is told here and should be shown.</summary>
    public ProviderReport Provider { get; }

    /// <summary>Opens the ONNX file of a finder.</summary>
    /// <exception cref="ModelPackageException">The file is no ONNX model, or its inputs or outputs do not fit the package.</exception>
    /// <exception cref="ExecutionProviderException">A provider was asked for by name and cannot be used.</exception>
    public static FinderSession Open(FinderPackage package, ExecutionOptions options)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(options);
        var set = SessionSet.Open(
            package.Directory,
            [package.Graph.Path],
            options,
            (session, file, errors) => FinderSignature.Check(session, package.View, file, errors));
        return new FinderSession(package, new FinderGraph(set.Sessions[0], set.IsOnCpu), set.Report);
    }

    /// <summary>Closes the network: when the calls that are inside are back, which may be never.</summary>
    public void Dispose() => _uses.Close();

    internal void Run(FinderBatch batch)
    {
        _uses.Enter();
        try
        {
            Graph.Run(batch);
        }
        finally
        {
            _uses.Exit();
        }
    }
}

/// <summary>The network of a finder, whatever runs it. Thread-safe as long as each thread brings its own batch.</summary>
public interface IFinderGraph
{
    /// <summary>
    /// How many rows are really computed for a batch of <paramref name="count"/> views: devices that dislike new shapes pad.
    /// A batch never runs with more rows than its capacity.
    /// </summary>
    int PaddedCount(int count);

    /// <summary>
    /// Computes the outputs of the first <see cref="FinderBatch.Count"/> views of a batch from its inputs.
    /// What a view gets does not depend on the other views of the batch.
    /// </summary>
    void Run(FinderBatch batch);
}

// The network run by ONNX Runtime over the batch's own memory.
internal sealed class FinderGraph(InferenceSession session, bool isOnCpu) : IFinderGraph, IDisposable
{
    private readonly BatchSession _session = new(session, isOnCpu);

    public int PaddedCount(int count) => _session.PaddedCount(count);

    public void Run(FinderBatch batch)
    {
        if (batch.Count > 0)
        {
            _session.Run(batch.Tensors(Math.Min(PaddedCount(batch.Count), batch.Capacity)));
        }
    }

    public void Dispose() => _session.Dispose();
}
