using Microsoft.Extensions.Options;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Models;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Tracking;

/// <summary>Lets streams of frames in, by whatever protocol, and runs each from its first message to its end.</summary>
internal sealed class TrackStreams(
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
    /// <summary>Takes a place for a stream of a client.</summary>
    /// <returns>Why there is none; null where there is, which is given back with <see cref="Leave"/>.</returns>
    public Problem? Enter(ClientShare client) =>
        gate.Refuse() ?? (places.TryTake(client) ? null : places.Taken < places.Limit ? ShareFull() : StreamsFull());

    /// <summary>Gives the place of a stream back.</summary>
    public void Leave(ClientShare client) => places.Free(client);

    /// <summary>Answers the frames of a stream, in order, until it ends.</summary>
    /// <param name="frames">Brings them.</param>
    /// <param name="answer">Sends what became of one.</param>
    /// <param name="http">The call.</param>
    /// <param name="callEnds">Fires when its client leaves.</param>
    /// <exception cref="ProblemException">The stream ends with a problem.</exception>
    public async Task RunAsync(
        IFrameSource frames, Func<FrameResult, TrackQuery, Task> answer, HttpContext http, CancellationToken callEnds)
    {
        if (await OpenAsync(frames, callEnds) is not { } opened)
        {
            return;
        }

        using TrackQuery query = opened.Query;
        using FrameInbox inbox = opened.Inbox;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(callEnds);
        Task filling = receiver.FillAsync(inbox, frames, stop.Token);
        try
        {
            await new TrackSession(query, inbox, aligner, problems, metrics, timeProvider)
                .RunAsync(result => answer(result, query), http, callEnds);
        }
        finally
        {
            await stop.CancelAsync();
            await filling;
        }
    }

    // The first message ends with this method, or is the inbox's: a stream may last for days.
    private async Task<(TrackQuery Query, FrameInbox Inbox)?> OpenAsync(
        IFrameSource frames, CancellationToken callEnds)
    {
        if (await receiver.FirstAsync(frames, callEnds) is not { } first)
        {
            return null;
        }

        TrackQuery? query = null;
        FrameInbox? inbox = null;
        try
        {
            query = TrackQuery.Read(first.Message.Config, frames.NameOf, models, settings.Value, requests.Value);
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
