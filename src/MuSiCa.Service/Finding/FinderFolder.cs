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
