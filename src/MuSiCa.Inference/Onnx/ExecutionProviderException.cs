namespace MuSiCa.Inference;

/// <summary>An execution provider that was asked for by name cannot be used.</summary>
public sealed class ExecutionProviderException(ExecutionProvider provider, string reason, Exception? innerException = null)
    : Exception(
        $"The execution provider '{provider.ToString().ToLowerInvariant()}' was asked for and cannot be used "
            + $"('auto' and 'cpu' do without it): {reason}",
        innerException)
{
    /// <summary>The provider that was asked for.</summary>
    public ExecutionProvider Provider { get; } = provider;
}
