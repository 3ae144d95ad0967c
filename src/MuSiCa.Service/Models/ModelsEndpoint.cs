using Microsoft.AspNetCore.Http.HttpResults;
using MuSiCa.Cascade;
using MuSiCa.Service.Finding;
using MuSiCa.Service.OpenApi;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Models;

/// <summary>Says which models are loaded.</summary>
internal static class ModelsEndpoint
{
    public static IEndpointRouteBuilder MapModels(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/models", List)
            .WithName("ListModels").WithTags("Models")
            .WithSummary("The loaded models")
            .WithDescription("Name, version, landmark scheme, stages, exit thresholds, figures, license, and the provider that runs "
                + "them; and what finds faces where no box is given.")
            .ProducesProblems(ProblemTypes.KeyRequired, ProblemTypes.KeyUnknown, ProblemTypes.RateLimited);
        return routes;
    }

    internal static Ok<ModelsAnswer> List(CascadeSession session, FinderSwitch finder) => TypedResults.Ok(new ModelsAnswer(
        [ModelDescription.Of(session.Package, session.Provider)],
        finder.Session is { } found ? FinderDescription.Of(found) : null));
}
