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
