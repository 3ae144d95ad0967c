using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Models;

namespace MuSiCa.Service.Finding;

/// <summary>The finder's package that the settings name, read once.</summary>
internal sealed class FinderFolder(IOptions<FindingOptions> options) : IFinderFolder
{
    private readonly Lazy<FinderPackage> _package = new(() => FinderPackage.Load(ModelLocator.Find(options.Value.Path)));

    public FinderSession Open(ExecutionOptions execution) => FinderSession.Open(_package.Value, execution);
}

/// <summary>The finder of the settings, from which sessions are opened.</summary>
internal interface IFinderFolder
{
    /// <summary>Opens the finder once more.</summary>
    /// <exception cref="ModelPackageException">There is no finder, or it cannot be used.</exception>
    /// <exception cref="ExecutionProviderException">A provider was asked for by name and cannot be used.</exception>
    FinderSession Open(ExecutionOptions options);
}
