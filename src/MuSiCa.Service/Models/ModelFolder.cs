using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;

namespace MuSiCa.Service.Models;

/// <summary>The model package that the settings name, read once.</summary>
internal sealed class ModelFolder(IOptions<ModelOptions> options) : IModelFolder
{
    private readonly Lazy<ModelPackage> _package = new(() => ModelPackage.Load(ModelLocator.Find(options.Value.Path)));

    public CascadeSession Open(ExecutionOptions execution) => CascadeSession.Open(_package.Value, execution);
}

/// <summary>The model of the settings, from which sessions are opened.</summary>
internal interface IModelFolder
{
    /// <summary>Opens the model once more.</summary>
    /// <exception cref="ModelPackageException">There is no model, or it cannot be used.</exception>
    /// <exception cref="ExecutionProviderException">A provider was asked for by name and cannot be used.</exception>
    CascadeSession Open(ExecutionOptions options);
}
