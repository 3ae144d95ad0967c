namespace MuSiCa.Inference;

/// <summary>What runs the stages, and why it is not something else.</summary>
/// <param name="Requested">What was asked for.</param>
/// <param name="Active">What runs; never <see cref="ExecutionProvider.Auto"/>.</param>
/// <param name="FallbackReason">Why <paramref name="Active"/> runs instead of a GPU; <see langword="null"/> without a fallback.</param>
/// <param name="FallbackDetail">
/// What the runtime itself said, for whoever runs the program: it names files of this machine and of the runtime's source.
/// </param>
public sealed record ProviderReport(
    ExecutionProvider Requested, ExecutionProvider Active, string? FallbackReason, string? FallbackDetail = null)
{
    /// <summary>Whether it falls back for want of a GPU: there is nothing to put right.</summary>
    public bool HasNoGpu { get; init; }

    /// <summary>The reason and, where there is one, the detail.</summary>
    public string? FallbackInFull => FallbackDetail is null ? FallbackReason : $"{FallbackReason} {FallbackDetail}";

    /// <summary>Whether the stages run on less than what was hoped for.</summary>
    public bool IsFallback => FallbackReason is not null;
}
