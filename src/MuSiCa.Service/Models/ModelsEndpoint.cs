using Microsoft.AspNetCore.Http.HttpResults;
using MuSiCa.Cascade;

namespace MuSiCa.Service.Models;

/// <summary>Says which models are loaded.</summary>
internal static class ModelsEndpoint
{
    public static IEndpointRouteBuilder MapModels(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/models", List)
            .WithName("ListModels").WithTags("Models")
            .WithSummary("The loaded models")
            .WithDescription("Name, version, landmark scheme, stages, exit thresholds, figures, license, and the provider that runs them.");
        return routes;
    }

    internal static Ok<ModelsAnswer> List(CascadeSession session) =>
        TypedResults.Ok(new ModelsAnswer([ModelDescription.Of(session.Package, session.Provider)]));
}
