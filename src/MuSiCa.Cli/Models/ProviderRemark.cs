using MuSiCa.Cascade;

namespace MuSiCa.Cli;

internal static class ProviderRemark
{
    /// <summary>Tells a fallback on the screen.</summary>
    public static void Tell(this ProviderReport provider, Screen screen)
    {
        if (provider.FallbackReason is { } reason)
        {
            screen.Remark($"running on {provider.Active.ToString().ToLowerInvariant()}. {reason}");
        }
    }
}
