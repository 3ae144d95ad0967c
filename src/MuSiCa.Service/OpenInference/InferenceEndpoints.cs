using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MuSiCa.Inference;
using MuSiCa.Service.Health;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Models;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Rest;
using MuSiCa.Service.Telemetry;
using MuSiCa.Service.Uploads;
using MuSiCa.Service.Web;

namespace MuSiCa.Service.OpenInference;

/// <summary>
/// The Open Inference Protocol, version 2, over HTTP, for clients of Triton and KServe. Images go the way of /v1/landmarks, and what is
/// refused is refused alike, in the words of this protocol.
/// </summary>
internal static class InferenceEndpoints
{
    private const string Root = InferencePaths.Root;

    /// <summary>The name of the server.</summary>
    public const string ServerName = "musica";

    /// <summary>What every model is to this protocol.</summary>
    public const string Platform = "musica_cascade";

    /// <summary>Tensors of bytes behind the JSON of a request.</summary>
    public const string BinaryExtension = "binary_tensor_data";

    public static IEndpointRouteBuilder MapOpenInference(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder protocol = routes.MapGroup(Root).ExcludeFromDescription();
        protocol.MapGet("", static () => TypedResults.Ok(new InferenceServer(ServerName, ServiceVersion.Text, [BinaryExtension])));
        protocol.MapGet("/health/live", LiveAsync);
        protocol.MapGet("/health/ready", ReadyAsync);
        foreach (string model in (string[])["/models/{model}", "/models/{model}/versions/{version}"])
        {
            protocol.MapGet(model, Describe);
            protocol.MapGet($"{model}/ready", ModelReadyAsync);
            protocol.MapPost($"{model}/infer", InferAsync).WithMetadata(OwnSizeLimit.Instance);
        }

        return routes;
    }

    internal static async Task<Results<Ok<InferenceLive>, ProblemResult>> LiveAsync(HealthCheckService health, CancellationToken cancellationToken) =>
        await health.FindProblemAsync(LivenessCheck.Name, cancellationToken) is { } problem
            ? new ProblemResult(problem)
            : TypedResults.Ok(new InferenceLive(true));

    internal static async Task<Results<Ok<InferenceReady>, ProblemResult>> ReadyAsync(HealthCheckService health, CancellationToken cancellationToken) =>
        await health.FindProblemAsync(ReadinessCheck.Name, cancellationToken) is { } problem
            ? new ProblemResult(problem)
            : TypedResults.Ok(new InferenceReady(true));

    internal static async Task<Results<Ok<InferenceReady>, ProblemResult>> ModelReadyAsync(
        string model, string? version, ModelCatalog models, HealthCheckService health, CancellationToken cancellationToken)
    {
        ModelPackage package = models.Find(model, version);
        return await health.FindProblemAsync(ReadinessCheck.Name, cancellationToken) is { } problem
            ? new ProblemResult(problem)
            : TypedResults.Ok(new InferenceReady(true) { Name = package.Name });
    }

    internal static Ok<InferenceModel> Describe(string model, string? version, ModelCatalog models)
    {
        ModelPackage package = models.Find(model, version);
        return TypedResults.Ok(new InferenceModel(
            package.Name, [package.Version], Platform, InferenceTensors.Inputs, InferenceTensors.Outputs(package)));
    }

    internal static async Task<Results<Ok<InferenceAnswer>, ProblemResult>> InferAsync(
        string model, string? version, HttpContext http, ModelCatalog models, LandmarksHandler handler)
    {
        ModelPackage package = models.Find(model, version);
        LandmarksReply reply = await handler.HandleAsync(http, BodyForm.Inference, package.Name);
        return reply is { Inference: { } request, Images: [{ Aligned: { } aligned }] }
            ? TypedResults.Ok(new InferenceAnswer(
                aligned.Model.Name, aligned.Model.Version, request.Id, InferenceTensors.Write(aligned, request.Outputs)))
            : new ProblemResult(reply.Problem!);
    }

    /// <summary>Finds a loaded model by its name and, where one is named, its version.</summary>
    /// <exception cref="ProblemException">It is not loaded.</exception>
    public static ModelPackage Find(this ModelCatalog models, string name, string? version)
    {
        ModelPackage package = models.Take(name, static model =>
        {
            model.Exit();
            return model.Package;
        });
        return string.IsNullOrEmpty(version) || version == package.Version ? package : throw new ProblemException(Problem.OfParameter(
            ProblemTypes.ModelUnknown, "version", version, $"Version \"{Excerpt.Of(version)}\" of the model \"{package.Name}\" is not loaded; {package.Version} is."));
    }
}

/// <summary>What the server is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Extensions">Extensions of the protocol that it knows.</param>
internal sealed record InferenceServer(string Name, string Version, IReadOnlyList<string> Extensions);

/// <summary>Whether the server answers.</summary>
/// <param name="Live">True: else there is an error.</param>
internal sealed record InferenceLive(bool Live);

/// <summary>Whether the server, or a model, takes requests.</summary>
/// <param name="Ready">True: else there is an error.</param>
internal sealed record InferenceReady(bool Ready)
{
    /// <summary>The model; absent for the server.</summary>
    [JsonPropertyOrder(-1)]
    public string? Name { get; init; }
}

/// <summary>What a model takes and gives.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Versions">Its version.</param>
/// <param name="Platform">What it is.</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="Outputs">What it gives.</param>
internal sealed record InferenceModel(
    string Name, IReadOnlyList<string> Versions, string Platform, IReadOnlyList<InferenceTensor> Inputs, IReadOnlyList<InferenceTensor> Outputs);

/// <summary>The answer of a model.</summary>
/// <param name="ModelName">The model.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Id">What the request called itself; absent where it did not.</param>
/// <param name="Outputs">The tensors that were asked for.</param>
internal sealed record InferenceAnswer(
    [property: JsonPropertyName("model_name")] string ModelName,
    [property: JsonPropertyName("model_version")] string ModelVersion,
    string? Id,
    IReadOnlyList<FilledTensor> Outputs);
