using MuSiCa.Inference;

namespace MuSiCa.Service.Finding;

/// <summary>The finder of the settings, from which sessions are opened.</summary>
internal interface IFinderFolder
{
    /// <summary>Opens the finder once more.</summary>
    /// <exception cref="ModelPackageException">There is no finder, or it cannot be used.</exception>
    /// <exception cref="ExecutionProviderException">A provider was asked for by name and cannot be used.</exception>
    FinderSession Open(ExecutionOptions options);
}
