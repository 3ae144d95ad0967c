using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>The model that was measured, and what ran it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Stages">Its number of stages.</param>
/// <param name="MultiplyAdds">Multiply-adds of all stages for one face.</param>
/// <param name="Provider">What ran the stages.</param>
internal sealed record EvaluatedModel(string Name, string Version, int Stages, long MultiplyAdds, ExecutionProvider Provider)
{
    public static EvaluatedModel From(CascadeSession session) => new(
        session.Package.Name,
        session.Package.Version,
        session.Stages.Length,
        session.Package.MultiplyAdds(session.Stages.Length),
        session.Provider.Active);
}
