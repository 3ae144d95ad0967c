using MuSiCa.Cascade;

namespace MuSiCa.Finder;

/// <summary>A finder ready to run.</summary>
/// <param name="package">The finder.</param>
/// <param name="graph">Its network; disposed of with the session where it can be.</param>
/// <param name="provider">What runs it.</param>
public sealed class FinderSession(FinderPackage package, IFinderGraph graph, ProviderReport provider) : IDisposable
{
    /// <summary>The finder.</summary>
    public FinderPackage Package { get; } = package;

    /// <summary>Its network.</summary>
    public IFinderGraph Graph { get; } = graph;

    /// <summary>What runs the network; a fallback is told here and should be shown.</summary>
    public ProviderReport Provider { get; } = provider;

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

    /// <summary>Closes the network.</summary>
    public void Dispose() => (Graph as IDisposable)?.Dispose();
}
