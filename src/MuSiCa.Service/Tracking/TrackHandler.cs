using Grpc.Core;
using Microsoft.Extensions.Options;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Models;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;
using Problem = MuSiCa.Service.Problems.Problem;

namespace MuSiCa.Service.Tracking;

/// <summary>Answers the call Track.</summary>
internal sealed class TrackHandler(
    ModelCatalog models,
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

        HttpContext http = context.GetHttpContext();
        ClientShare client = ClientShare.Of(http);
        if (!places.TryTake(client))
        {
            throw GrpcProblem.ToException(places.Taken < places.Limit ? ShareFull() : StreamsFull());
        }

        try
        {
            await RunAsync(frames, answers, http, client, context.CancellationToken);
        }
        catch (ProblemException exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw GrpcProblem.ToException(exception.Problem);
        }
        finally
        {
            places.Free(client);
        }
    }

    private async Task RunAsync(
        IAsyncStreamReader<Frame> frames, IServerStreamWriter<FrameLandmarks> answers, HttpContext http, ClientShare client, CancellationToken callEnds)
    {
        if (await OpenAsync(frames, client, callEnds) is not { } opened)
        {
            return;
        }

        using TrackQuery query = opened.Query;
        using FrameInbox inbox = opened.Inbox;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(callEnds);
        Task filling = receiver.FillAsync(inbox, frames, client, stop.Token);
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

    // The first message ends with this method, or is the inbox's: a stream may last for days.
    private async Task<(TrackQuery Query, FrameInbox Inbox)?> OpenAsync(
        IAsyncStreamReader<Frame> frames, ClientShare client, CancellationToken callEnds)
    {
        if (await receiver.FirstAsync(frames, client, callEnds) is not { } first)
        {
            return null;
        }

        TrackQuery? query = null;
        FrameInbox? inbox = null;
        try
        {
            query = TrackQuery.Read(first.Message.Config, models, settings.Value, requests.Value);
            inbox = new FrameInbox(query.SkipsFrames);
            if (first.Message.Config is null || first.Message.Image is not null || first.Problem is not null)
            {
                await inbox.AddAsync(first, callEnds);
            }
            else
            {
                first.Dispose();
            }

            return (query, inbox);
        }
        catch
        {
            first.Dispose();
            inbox?.Dispose();
            query?.Dispose();
            throw;
        }
    }

    private static Problem ShareFull() => new(ProblemTypes.StreamsFull,
        "This connection has as many streams as are left for all others. End one of them, or ask another instance.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    private Problem StreamsFull() => new(ProblemTypes.StreamsFull,
        $"{places.Limit} streams are tracked already (setting MuSiCa:Tracking:MaxStreams). Ask another instance, or again when one has "
            + "ended.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };
}
