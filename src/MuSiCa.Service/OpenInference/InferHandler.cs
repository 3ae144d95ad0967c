using Grpc.Core;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using MuSiCa.Protos.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Models;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Rest;
using MuSiCa.Service.Uploads;

namespace MuSiCa.Service.OpenInference;

/// <summary>Answers the call ModelInfer.</summary>
internal sealed class InferHandler(
    UnaryCalls calls, ModelCatalog models, LandmarkQueryReader queries, LandmarkPipeline pipeline, IOptions<RequestOptions> options)
{
    /// <summary>Answers.</summary>
    /// <exception cref="RpcException">The call ends with a problem.</exception>
    public Task<ModelInferResponse> HandleAsync(ModelInferRequest request, ServerCallContext context) => calls.RunAsync(
        request,
        context,
        (http, deadline) => ReplyAsync(request, http, deadline),
        reply => reply is { Inference: { } wanted, Images: [{ Aligned: { } aligned }] }
            ? InferMessages.Write(aligned, wanted, isRaw: request.RawInputContents.Count > 0)
            : null);

    private async Task<LandmarksReply> ReplyAsync(ModelInferRequest request, HttpContext http, RequestDeadline deadline)
    {
        var wanted = new InferenceRequest(request.Id.Length == 0 ? null : request.Id, [.. request.Outputs.Select(static output => output.Name)]);
        string model = models.Find(request.ModelName, request.ModelVersion).Name;
        IReadOnlyDictionary<string, StringValues> parameters = InferMessages.Parameters(request, options.Value.MaxFaces);
        using LandmarkQuery query = queries.Read(http.Request, parameters, model: model) with { Timeout = deadline.Asked };
        InferenceTensors.Check(wanted, query);
        return await pipeline.RunAsync(http, [new MessagePicture(InferMessages.Image(request), null)], query, deadline) with { Inference = wanted };
    }
}
