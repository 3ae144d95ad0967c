using Grpc.Core;
using Microsoft.Extensions.Options;
using MuSiCa.Cascade;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Landmarks;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;
using Problem = MuSiCa.Service.Problems.Problem;

namespace MuSiCa.Service.Grpc;

/// <summary>Answers the call Locate.</summary>
internal sealed class LocateHandler(
    CascadeSession session,
    ServiceGate gate,
    RequestAligner aligner,
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
                ? MessageWriter.Write(session.Package, aligned, request.Timing)
                : throw GrpcProblem.ToException(reply.Problem!);
        }
        finally
        {
            metrics.RequestFinished(Protocol, outcome, timeProvider.GetElapsedTime(start).TotalSeconds);
        }
    }

    private async Task<LandmarksReply> ReplyAsync(LocateRequest request, ServerCallContext context)
    {
        HttpContext http = context.GetHttpContext();
        using var deadline = new RequestDeadline(
            options.Value.Timeout, TimeLeft(context), timeProvider, context.CancellationToken, "grpc-timeout");
        try
        {
            using MessageLease lease = memory.Take(request.CalculateSize());
            deadline.MarkReceived();
            LandmarkQuery query = Read(request, deadline.Asked);
            return await aligner.AlignAsync(http, [MessageReader.Picture(request.Image)], query, deadline);
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

    private LandmarkQuery Read(LocateRequest request, TimeSpan? timeout)
    {
        MessageReader.Model(request.Model, session.Package);
        BoundingBox[] boxes = MessageReader.Boxes(request.Boxes);
        return boxes.Length > 0
            ? new LandmarkQuery(
                boxes,
                MessageReader.Limits(request.Limits, session.Package),
                timeout,
                MessageReader.Priority(request.Priority),
                request.Timing)
            : throw new ProblemException(Problem.OfParameter(ProblemTypes.BoxRequired, "boxes", null,
                "Finding faces is not available in this version of the service. Say where each face is with boxes, in pixels of the "
                    + "upright image."));
    }

    // A caller that waits longer than the service gives anybody has named no time of its own.
    private TimeSpan? TimeLeft(ServerCallContext context)
    {
        if (context.Deadline == DateTime.MaxValue)
        {
            return null;
        }

        TimeSpan left = context.Deadline - timeProvider.GetUtcNow().UtcDateTime;
        return left < options.Value.Timeout ? TimeSpan.FromTicks(Math.Max(1, left.Ticks)) : null;
    }
}
