using MuSiCa.Inference;

namespace MuSiCa.Service.Models;

/// <summary>What a model runs on.</summary>
/// <param name="Requested">The provider of the settings: <c>auto</c>, <c>cuda</c>, <c>tensorrt</c> or <c>cpu</c>.</param>
/// <param name="Active">The provider that runs the model.</param>
/// <param name="FallbackReason">Why the active one is not the fastest that was asked for; absent when it is. The log says it in full.</param>
internal sealed record ProviderDescription(ExecutionProvider Requested, ExecutionProvider Active, string? FallbackReason)
{
    public static ProviderDescription Of(ProviderReport report) => new(report.Requested, report.Active, report.FallbackReason);
}
