using Grpc.Core;
using Microsoft.Extensions.Options;
using MuSiCa.Cascade;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Landmarks;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;
using Problem = MuSiCa.Service.Problems.Problem;

namespace MuSiCa.Service.Tracking;

/// <summary>Answers the call Track.</summary>
internal sealed class TrackHandler(
    CascadeSession session,
    ServiceGate gate,
    StreamPlaces places,
    FrameReceiver receiver,
    FrameAligner aligner,
    ProblemReporter problems,
    TrackMetrics metrics,
    TimeProvider timeProvider,
    IOptions<TrackingSettings> settings,
    IOptions<RequestOptions> requests)
{
    /// <summary>Answers until the stream ends.</summary>
    /// <exception cref="RpcException">The call ends with a problem.</exception>
    public async Task HandleAsync(
        IAsyncStreamReader<Frame> frames, IServerStreamWriter<FrameLandmarks> answers, ServerCallContext context)
    {
        if (gate.Refuse() is { } refusal)
        {
            throw GrpcProblem.ToException(refusal);
        }

        if (!places.TryTake())
        {
            throw GrpcProblem.ToException(StreamsFull());
        }

        HttpContext http = context.GetHttpContext();
        try
        {
            await RunAsync(frames, answers, http, context.CancellationToken);
        }
        catch (ProblemException exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw GrpcProblem.ToException(exception.Problem);
        }
        finally
        {
            places.Free();
        }
    }

    private async Task RunAsync(
        IAsyncStreamReader<Frame> frames, IServerStreamWriter<FrameLandmarks> answers, HttpContext http, CancellationToken callEnds)
    {
        using ReceivedFrame? first = await receiver.NextAsync(frames, callEnds);
        if (first is null)
        {
            return;
        }

        TrackQuery query = TrackQuery.Read(first.Message.Config, session.Package, settings.Value, requests.Value);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(callEnds);
        using var inbox = new FrameInbox(query.SkipsFrames);
        if (first.Message.Config is null || first.Message.Image is not null || first.Problem is not null)
        {
            await inbox.AddAsync(first, callEnds);
        }

        Task filling = receiver.FillAsync(inbox, frames, stop.Token);
        try
        {
            await new TrackSession(query, inbox, aligner, problems, metrics, timeProvider).RunAsync(answers, http, callEnds);
        }
        finally
        {
            await stop.CancelAsync();
            await filling;
        }
    }

    private Problem StreamsFull() => new(ProblemTypes.StreamsFull,
        $"{places.Limit} streams are tracked already (setting MuSiCa:Tracking:MaxStreams). Ask another instance, or again when one has "
            + "ended.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };
}
