using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal sealed record ModelSettings(string Directory, ExecutionOptions Execution)
{
    /// <summary>Loads the model and tells a fallback on the screen.</summary>
    public CascadeSession Open(Screen screen)
    {
        CascadeSession session = CascadeSession.Open(ModelPackage.Load(Directory), Execution);
        session.Provider.Tell(screen);
        return session;
    }
}
