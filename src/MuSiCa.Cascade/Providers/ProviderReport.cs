namespace MuSiCa.Cascade;

/// <summary>What runs the stages, and why it is not something else.</summary>
/// <param name="Requested">What was asked for.</param>
/// <param name="Active">What runs; never <see cref="ExecutionProvider.Auto"/>.</param>
/// <param name="FallbackReason">Why <paramref name="Active"/> runs instead of a GPU; <see langword="null"/> without a fallback.</param>
public sealed record ProviderReport(ExecutionProvider Requested, ExecutionProvider Active, string? FallbackReason)
{
    /// <summary>Whether the stages run on less than what was hoped for.</summary>
    public bool IsFallback => FallbackReason is not null;
}
