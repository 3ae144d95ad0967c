using Grpc.Core;
using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Models;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;
using Problem = MuSiCa.Service.Problems.Problem;

namespace MuSiCa.Service.Grpc;

/// <summary>Answers the call Locate.</summary>
internal sealed class LocateHandler(
    ModelCatalog models,
    ServiceGate gate,
    FinderSwitch finder,
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
    public async Task<LocateResponse> HandleAsync(LocateRequest request, ServerCallContext context)
    {
        long start = timeProvider.GetTimestamp();
        RequestOutcome outcome = RequestOutcome.Cancelled;
        try
        {
            LandmarksReply reply = gate.Refuse() is { } refusal ? LandmarksReply.Of(refusal) : await ReplyAsync(request, context);
            outcome = reply.Outcome;
            return reply is { Images: [{ Aligned: { } aligned }] }
                ? MessageWriter.Write(aligned, request.Timing)
                : throw GrpcProblem.ToException(reply.Problem!);
        }
        finally
        {
            ServiceTracing.NoteOutcome(outcome);
            metrics.RequestFinished(Protocol, outcome, timeProvider.GetElapsedTime(start).TotalSeconds);
        }
    }

    private async Task<LandmarksReply> ReplyAsync(LocateRequest request, ServerCallContext context)
    {
        HttpContext http = context.GetHttpContext();
        using var deadline = new RequestDeadline(
            options.Value.Timeout, context.TimeLeft(timeProvider, options.Value.Timeout), timeProvider, context.CancellationToken, "grpc-timeout");
        try
        {
            using MessageLease lease = memory.Take(request.CalculateSize(), ClientShare.Of(http));
            deadline.MarkReceived();
            using LandmarkQuery query = MessageReader.Model(request.Model, models, model => Read(request, model, deadline.Asked));
            return await pipeline.RunAsync(http, [MessageReader.Picture(request.Image)], query, deadline);
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

    private LandmarkQuery Read(LocateRequest request, LoadedModel model, TimeSpan? timeout)
    {
        BoundingBox[] boxes = MessageReader.Boxes(request.Boxes);
        return new LandmarkQuery(
            model,
            boxes,
            MessageReader.Limits(request.Limits, model.Package),
            timeout,
            MessageReader.Priority(request.Priority),
            request.Timing)
        {
            Find = Find(request, boxes.Length),
            Details = new AnswerDetails(LandmarkQuery.CheckPose(request.Pose, model.Package), request.Spread),
        };
    }

    private FindQuery? Find(LocateRequest request, int boxes)
    {
        if (boxes == 0)
        {
            return finder.Engine is null
                ? throw new ProblemException(LandmarkQuery.BoxRequired())
                : MessageReader.Find(request.Find, options.Value.MaxFaces);
        }

        return request.Find is null ? null : throw new ProblemException(Problem.OfParameter(ProblemTypes.ParameterInvalid, "find", null,
            "Where faces are given with boxes none are looked for: leave out find, or boxes."));
    }
}
