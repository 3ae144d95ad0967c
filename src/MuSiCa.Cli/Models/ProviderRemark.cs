using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class ProviderRemark
{
    /// <summary>Tells a fallback on the screen, but not that there is no GPU.</summary>
    public static void Tell(this ProviderReport provider, Screen screen)
    {
        if (provider is { FallbackInFull: { } reason, HasNoGpu: false })
        {
            screen.Remark($"running on {provider.Active.ToString().ToLowerInvariant()}. {reason}");
        }
    }
}
