using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using MuSiCa.Inference;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.OpenApi;
using MuSiCa.Service.Pictures;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Rest;

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
            .WithDescription("Send a JPEG, PNG, WebP, GIF, BMP or TIFF image as the body, several as files of a form, or one in Base64 inside JSON. Faces are found, "
                + "or the query says with box where they are. With Accept: image/png or image/svg+xml the answer is the photo with its landmarks drawn, with "
                + "Accept: application/zip and crop the faces cut out.")
            .WithMetadata(OwnSizeLimit.Instance)
            .ProducesProblems(
                [
                    .. ProblemTypes.All.Where(static type => !type.IsStreamOnly)
                        .Except([ProblemTypes.RouteUnknown, ProblemTypes.MethodNotAllowed]),
                ]);
        return routes;
    }

    internal static async Task<Results<Ok<AlignmentAnswer>, Ok<FindingAnswer>, Ok<ImagesAnswer>, PictureResult, CropArchive, ProblemResult>> PostAsync(
        HttpContext http, LandmarksHandler handler)
    {
        http.Response.Headers.Vary = HeaderNames.Accept;
        LandmarksReply reply = await handler.HandleAsync(http);
        return reply switch
        {
            { Problem: { } problem } => new ProblemResult(problem),
            { Picture: { } picture, Images: [{ Aligned: { } aligned }] } => new PictureResult(picture, aligned),
            { IsArchive: true, Images: [{ Aligned: { } aligned }] } => new CropArchive(AnswerWriter.Write(aligned, reply.Timing)),
            { Envelope: false, Images: [{ Aligned.Found: { BoxesOnly: true } found }] } => TypedResults.Ok(AnswerWriter.Write(found)),
            { Envelope: false, Images: [{ Aligned: { } aligned }] } => TypedResults.Ok(AnswerWriter.Write(aligned, reply.Timing)),
            _ => TypedResults.Ok(new ImagesAnswer([.. reply.Images.Zip(reply.Files, (image, file) => Write(image, file, reply.Timing, http))])),
        };
    }

    private static ImageResult Write(ImageOutcome image, string? file, bool withTiming, HttpContext http) => image switch
    {
        { Aligned.Found: { BoxesOnly: true } found } => new ImageResult(Boxes: AnswerWriter.Write(found) with { File = file }),
        { Aligned: { } aligned } => new ImageResult(Answer: AnswerWriter.Write(aligned, withTiming) with { File = file }),
        _ => new ImageResult(Problem: ProblemAnswer.From(image.Problem!, http) with { File = file }),
    };
}

/// <summary>The answer for several images, and for one where the envelope was asked for.</summary>
/// <param name="Images">For each file, in order, the answer that it alone would have got with the name of the file, or its problem.</param>
internal sealed record ImagesAnswer(IReadOnlyList<ImageResult> Images);

/// <summary>What became of one image among several: its answer, its boxes alone, or its problem. JSON shows the one that is there.</summary>
[JsonConverter(typeof(ImageResultConverter))]
internal sealed record ImageResult(AlignmentAnswer? Answer = null, FindingAnswer? Boxes = null, ProblemAnswer? Problem = null);
