using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using MuSiCa.Cascade;
using MuSiCa.Service.OpenApi;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Landmarks;

/// <summary>Landmarks of the faces in one image or several.</summary>
internal static class LandmarksEndpoint
{
    /// <summary>Name of the operation.</summary>
    public const string Name = "AlignFaces";

    public static IEndpointRouteBuilder MapLandmarks(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/landmarks", PostAsync)
            .WithName(Name).WithTags("Landmarks")
            .WithSummary("Landmarks of the faces in an image")
            .WithDescription("Send a JPEG, PNG or WebP image as the body, or several as files of a form, and say in the query where the "
                + "faces are.")
            .WithMetadata(new OwnSizeLimit())
            .ProducesProblems(
                [.. ProblemTypes.All.Except([ProblemTypes.RouteUnknown, ProblemTypes.MethodNotAllowed])]);
        return routes;
    }

    internal static async Task<Results<Ok<AlignmentAnswer>, Ok<ImagesAnswer>, ProblemResult>> PostAsync(
        HttpContext http, LandmarksHandler handler)
    {
        LandmarksReply reply = await handler.HandleAsync(http);
        return reply switch
        {
            { Problem: { } problem } => new ProblemResult(problem),
            { Images: [{ Answer: { } answer }] } => TypedResults.Ok(answer),
            _ => TypedResults.Ok(new ImagesAnswer(reply.Images)),
        };
    }

    // The body is counted while it is read, by MuSiCa:Requests:MaxBytes and without what chunks add to it.
    private sealed class OwnSizeLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
