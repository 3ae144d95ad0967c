using MuSiCa.Inference;
using MuSiCa.Service.Models;

namespace MuSiCa.Service.Tests;

/// <summary>Opens fake stages and keeps what was asked for.</summary>
internal sealed class FakeModelFolder(FakeStages stages, ProviderReport? provider = null) : IModelFolder
{
    public List<ExecutionOptions> Opened { get; } = [];

    public CascadeSession Open(ExecutionOptions options)
    {
        Opened.Add(options);
        return stages.Session(provider);
    }
}
