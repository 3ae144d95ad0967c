using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>Which finder, and what it is to find.</summary>
internal sealed record FinderSettings(string Directory, FindSettings Faces, ExecutionOptions Execution)
{
    /// <summary>Loads the finder and tells a fallback on the screen.</summary>
    public FinderSession Open(Screen screen)
    {
        FinderSession session = FinderSession.Open(FinderPackage.Load(Directory), Execution);
        session.Provider.Tell(screen);
        return session;
    }
}
