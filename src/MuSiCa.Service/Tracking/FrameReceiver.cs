using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Tracking;

/// <summary>Takes the frames of a stream as they come.</summary>
internal sealed class FrameReceiver(
    ServiceState state, TimeProvider timeProvider, IOptions<TrackingSettings> settings)
{
    /// <summary>Waits for the first frame, not as long as for the others: a stream without one holds the place of another.</summary>
    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="ProblemException">The stream brings none in time, or the service shuts down.</exception>
    public Task<ReceivedFrame?> FirstAsync(
        IFrameSource source, CancellationToken cancellationToken) =>
        settings.Value.FirstFrameTimeout < settings.Value.IdleTimeout
            ? ReceiveAsync(source, settings.Value.FirstFrameTimeout, nameof(TrackingSettings.FirstFrameTimeout), cancellationToken)
            : NextAsync(source, cancellationToken);

    /// <summary>Waits for the next frame.</summary>
    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="ProblemException">The stream brings none in time, or the service shuts down.</exception>
    public Task<ReceivedFrame?> NextAsync(
        IFrameSource source, CancellationToken cancellationToken) => ReceiveAsync(
        source, settings.Value.IdleTimeout, nameof(TrackingSettings.IdleTimeout), cancellationToken);

    private async Task<ReceivedFrame?> ReceiveAsync(
        IFrameSource source, TimeSpan timeout, string setting, CancellationToken cancellationToken)
    {
        Task<bool> next = source.MoveNextAsync(cancellationToken);
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

        return came ? source.Take() : throw new ProblemException(Idle(timeout, setting));
    }

    /// <summary>Moves the frames of a stream into an inbox until it ends.</summary>
    public async Task FillAsync(
        FrameInbox inbox, IFrameSource source, CancellationToken cancellationToken)
    {
        try
        {
            while (await NextAsync(source, cancellationToken) is { } frame)
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

    private static Problem Idle(TimeSpan timeout, string setting) => new(ProblemTypes.RequestTimeout,
        $"The stream brought no frame for {timeout.TotalSeconds:0.###} s (setting {TrackingSettings.Section}:{setting}). Open it again "
            + "when there is one.");
}
