using MuSiCa.Service.Problems;

namespace MuSiCa.Service.OpenApi;

/// <summary>Which problems an endpoint answers with, for the description of the interface.</summary>
internal sealed record ProblemsMetadata(IReadOnlyList<ProblemType> Types);

/// <summary>Notes on endpoints for the description of the interface.</summary>
internal static class ProblemsMetadataExtensions
{
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params ProblemType[] types) =>
        endpoint.WithMetadata(new ProblemsMetadata(types));
}
