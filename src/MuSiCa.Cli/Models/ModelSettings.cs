using MuSiCa.Cascade;

namespace MuSiCa.Cli;

internal sealed record ModelSettings(string Directory, ExecutionOptions Execution)
{
    /// <summary>Loads the model and tells a fallback on the screen.</summary>
    public CascadeSession Open(Screen screen)
    {
        ModelPackage package = ModelPackage.Load(Directory);
        CascadeSession session = CascadeSession.Open(package, Execution);
        if (session.Provider.FallbackReason is { } reason)
        {
            screen.Remark($"running on {session.Provider.Active.ToString().ToLowerInvariant()}. {reason}");
        }

        return session;
    }
}
