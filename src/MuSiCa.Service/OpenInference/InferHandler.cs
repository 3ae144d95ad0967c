using Grpc.Core;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using MuSiCa.Protos.Inference;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Models;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Rest;
using MuSiCa.Service.Telemetry;
using MuSiCa.Service.Uploads;

namespace MuSiCa.Service.OpenInference;

/// <summary>Answers the call ModelInfer.</summary>
internal sealed class InferHandler(
    ServiceGate gate,
    ModelCatalog models,
    LandmarkQueryReader queries,
    LandmarkPipeline pipeline,
    MessageMemory memory,
    ProblemReporter problems,
    ServiceMetrics metrics,
    TimeProvider timeProvider,
    IOptions<RequestOptions> options)
{
    private const string Protocol = "grpc";

    /// <summary>Answers.</summary>
    /// <exception cref="RpcException">The call ends with a problem.</exception>
    public async Task<ModelInferResponse> HandleAsync(ModelInferRequest request, ServerCallContext context)
    {
        long start = timeProvider.GetTimestamp();
        RequestOutcome outcome = RequestOutcome.Cancelled;
        try
        {
            LandmarksReply reply = gate.Refuse() is { } refusal ? LandmarksReply.Of(refusal) : await ReplyAsync(request, context);
            outcome = reply.Outcome;
            return reply is { Inference: { } wanted, Images: [{ Aligned: { } aligned }] }
                ? InferMessages.Write(aligned, wanted, isRaw: request.RawInputContents.Count > 0)
                : throw GrpcProblem.ToException(reply.Problem!);
        }
        finally
        {
            ServiceTracing.NoteOutcome(outcome);
            metrics.RequestFinished(Protocol, outcome, timeProvider.GetElapsedTime(start).TotalSeconds);
        }
    }

    private async Task<LandmarksReply> ReplyAsync(ModelInferRequest request, ServerCallContext context)
    {
        HttpContext http = context.GetHttpContext();
        using var deadline = new RequestDeadline(
            options.Value.Timeout, context.TimeLeft(timeProvider, options.Value.Timeout), timeProvider, context.CancellationToken, "grpc-timeout");
        try
        {
            using MessageLease lease = memory.Take(request.CalculateSize(), ClientShare.Of(http));
            deadline.MarkReceived();
            var wanted = new InferenceRequest(request.Id.Length == 0 ? null : request.Id, [.. request.Outputs.Select(static output => output.Name)]);
            string model = models.Find(request.ModelName, request.ModelVersion).Name;
            IReadOnlyDictionary<string, StringValues> parameters = InferMessages.Parameters(request, options.Value.MaxFaces);
            using LandmarkQuery query = queries.Read(http.Request, parameters, model: model) with { Timeout = deadline.Asked };
            InferenceTensors.Check(wanted, query);
            return await pipeline.RunAsync(http, [new MessagePicture(InferMessages.Image(request), null)], query, deadline) with { Inference = wanted };
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return LandmarksReply.Of(deadline.Describe());
        }
        catch (Exception exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            return LandmarksReply.Of(problems.Report(http, exception));
        }
    }
}
