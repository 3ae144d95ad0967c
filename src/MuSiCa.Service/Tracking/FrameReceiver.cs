using Grpc.Core;
using Microsoft.Extensions.Options;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Problems;
using Problem = MuSiCa.Service.Problems.Problem;

namespace MuSiCa.Service.Tracking;

/// <summary>Takes the frames of a stream as they come.</summary>
internal sealed class FrameReceiver(
    MessageMemory memory, ServiceState state, TimeProvider timeProvider, IOptions<TrackingSettings> settings)
{
    /// <summary>Waits for the first frame, not as long as for the others: a stream without one holds the place of another.</summary>
    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="ProblemException">The stream brings none in time, or the service shuts down.</exception>
    public Task<ReceivedFrame?> FirstAsync(
        IAsyncStreamReader<Frame> stream, ClientShare client, CancellationToken cancellationToken) =>
        settings.Value.FirstFrameTimeout < settings.Value.IdleTimeout
            ? ReceiveAsync(stream, client, settings.Value.FirstFrameTimeout, nameof(TrackingSettings.FirstFrameTimeout), cancellationToken)
            : NextAsync(stream, client, cancellationToken);

    /// <summary>Waits for the next frame.</summary>
    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="ProblemException">The stream brings none in time, or the service shuts down.</exception>
    public Task<ReceivedFrame?> NextAsync(
        IAsyncStreamReader<Frame> stream, ClientShare client, CancellationToken cancellationToken) => ReceiveAsync(
        stream, client, settings.Value.IdleTimeout, nameof(TrackingSettings.IdleTimeout), cancellationToken);

    private async Task<ReceivedFrame?> ReceiveAsync(
        IAsyncStreamReader<Frame> stream, ClientShare client, TimeSpan timeout, string setting, CancellationToken cancellationToken)
    {
        Task<bool> next = stream.MoveNext(cancellationToken);
        if (!next.IsCompleted)
        {
            using var noLonger = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task idle = Task.Delay(timeout, timeProvider, noLonger.Token);
            await Task.WhenAny(next, state.Draining, idle);
            await noLonger.CancelAsync();
        }

        // A read that is left behind ends with the call.
        cancellationToken.ThrowIfCancellationRequested();
        bool came = next.IsCompleted;
        if (came && !await next)
        {
            return null;
        }

        // Before the frame that may have come: whoever has been told of the end gets no answer behind it.
        if (state.Draining.IsCompleted)
        {
            throw new ProblemException(ProblemTranslator.Draining());
        }

        return came ? Receive(stream.Current, client) : throw new ProblemException(Idle(timeout, setting));
    }

    /// <summary>Moves the frames of a stream into an inbox until it ends.</summary>
    public async Task FillAsync(
        FrameInbox inbox, IAsyncStreamReader<Frame> stream, ClientShare client, CancellationToken cancellationToken)
    {
        try
        {
            while (await NextAsync(stream, client, cancellationToken) is { } frame)
            {
                await inbox.AddAsync(Check(frame), cancellationToken);
            }

            inbox.Complete();
        }
        catch (Exception exception)
        {
            // Comes to light behind the last frame.
            inbox.Complete(exception);
        }
    }

    private static ReceivedFrame Check(ReceivedFrame frame) => frame.Message.Config is null || frame.Problem is not null
        ? frame
        : frame with
        {
            Problem = Problem.OfParameter(ProblemTypes.ParameterInvalid, "config", null,
                "Only the first message of a stream may have a config; open another stream to change it."),
        };

    private ReceivedFrame Receive(Frame frame, ClientShare client)
    {
        try
        {
            return new ReceivedFrame(frame, memory.Take(frame.CalculateSize(), client), null);
        }
        catch (ProblemException exception)
        {
            // Without its image nothing is held.
            frame.Image = null;
            return new ReceivedFrame(frame, null, exception.Problem);
        }
    }

    private static Problem Idle(TimeSpan timeout, string setting) => new(ProblemTypes.RequestTimeout,
        $"The stream brought no frame for {timeout.TotalSeconds:0.###} s (setting {TrackingSettings.Section}:{setting}). Open it again "
            + "when there is one.");
}
