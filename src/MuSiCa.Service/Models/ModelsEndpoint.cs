using Microsoft.AspNetCore.Http.HttpResults;
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
            .WithDescription("Name, version, the landmarks with the names of their groups, mirror indices and the five points of face recognition "
                + "(docs/landmarks.md), stages, exit thresholds, figures, license, and the provider that runs "
                + "them; and what finds faces where no box is given.")
            .ProducesProblems(ProblemTypes.KeyRequired, ProblemTypes.KeyUnknown, ProblemTypes.RateLimited);
        return routes;
    }

    internal static Ok<ModelsAnswer> List(ModelCatalog models, FinderSwitch finder) => TypedResults.Ok(new ModelsAnswer(
        [.. models.All.Select(static model => ModelDescription.Of(model.Package, model.Session.Provider))],
        finder.Session is { } found ? FinderDescription.Of(found) : null));
}

/// <summary>The models that are loaded.</summary>
/// <param name="Models">One entry for each.</param>
/// <param name="Finder">What finds faces where no box is given; absent where that is switched off.</param>
internal sealed record ModelsAnswer(IReadOnlyList<ModelDescription> Models, FinderDescription? Finder = null);
