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
