using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Grpc;

/// <summary>What calls of one message and one answer have in common: their gate, deadline, memory, problems and metrics.</summary>
internal sealed class UnaryCalls(
    ServiceGate gate,
    MessageMemory memory,
    ProblemReporter problems,
    ServiceMetrics metrics,
    TimeProvider timeProvider,
    IOptions<RequestOptions> options)
{
    private const string Protocol = "grpc";

    /// <summary>Answers a call.</summary>
    /// <param name="request">Its message, whose memory is held until the reply is there.</param>
    /// <param name="context">The call.</param>
    /// <param name="answer">Answers the message until the deadline; a problem may be thrown.</param>
    /// <param name="write">Makes the answer of a reply that has one; null where there is only a problem.</param>
    /// <exception cref="RpcException">The call ends with a problem.</exception>
    public async Task<TResponse> RunAsync<TResponse>(
        IMessage request,
        ServerCallContext context,
        Func<HttpContext, RequestDeadline, Task<LandmarksReply>> answer,
        Func<LandmarksReply, TResponse?> write)
        where TResponse : class
    {
        long start = timeProvider.GetTimestamp();
        RequestOutcome outcome = RequestOutcome.Cancelled;
        try
        {
            LandmarksReply reply = gate.Refuse() is { } refusal ? LandmarksReply.Of(refusal) : await ReplyAsync(request, context, answer);
            outcome = reply.Outcome;
            return write(reply) ?? throw GrpcProblem.ToException(reply.Problem!);
        }
        finally
        {
            ServiceTracing.NoteOutcome(outcome);
            metrics.RequestFinished(Protocol, outcome, timeProvider.GetElapsedTime(start).TotalSeconds);
        }
    }

    private async Task<LandmarksReply> ReplyAsync(
        IMessage request, ServerCallContext context, Func<HttpContext, RequestDeadline, Task<LandmarksReply>> answer)
    {
        HttpContext http = context.GetHttpContext();
        TimeSpan longest = options.Value.Timeout;
        using var deadline = new RequestDeadline(
            longest, context.TimeLeft(timeProvider, longest), timeProvider, context.CancellationToken, "grpc-timeout");
        try
        {
            using MessageLease lease = memory.Take(request.CalculateSize(), ClientShare.Of(http));
            deadline.MarkReceived();
            return await answer(http, deadline);
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
