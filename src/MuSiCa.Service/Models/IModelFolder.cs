using MuSiCa.Inference;

namespace MuSiCa.Service.Models;

/// <summary>The model of the settings, from which sessions are opened.</summary>
internal interface IModelFolder
{
    /// <summary>Opens the model once more.</summary>
    /// <exception cref="ModelPackageException">There is no model, or it cannot be used.</exception>
    /// <exception cref="ExecutionProviderException">A provider was asked for by name and cannot be used.</exception>
    CascadeSession Open(ExecutionOptions options);
}
