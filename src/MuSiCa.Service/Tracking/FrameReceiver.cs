using Grpc.Core;
using Microsoft.Extensions.Options;
using MuSiCa.Protos.V1;
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
    /// <summary>Waits for the next frame.</summary>
    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="ProblemException">The stream brings none in time, or the service shuts down.</exception>
    public async Task<ReceivedFrame?> NextAsync(IAsyncStreamReader<Frame> stream, CancellationToken cancellationToken)
    {
        Task<bool> next = stream.MoveNext(cancellationToken);
        if (!next.IsCompleted)
        {
            using var noLonger = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task idle = Task.Delay(settings.Value.IdleTimeout, timeProvider, noLonger.Token);
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

        return came ? Receive(stream.Current) : throw new ProblemException(Idle());
    }

    /// <summary>Moves the frames of a stream into an inbox until it ends.</summary>
    public async Task FillAsync(FrameInbox inbox, IAsyncStreamReader<Frame> stream, CancellationToken cancellationToken)
    {
        try
        {
            while (await NextAsync(stream, cancellationToken) is { } frame)
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

    private ReceivedFrame Receive(Frame frame)
    {
        try
        {
            return new ReceivedFrame(frame, memory.Take(frame.CalculateSize()), null);
        }
        catch (ProblemException exception)
        {
            // Without its image nothing is held.
            frame.Image = null;
            return new ReceivedFrame(frame, null, exception.Problem);
        }
    }

    private Problem Idle() => new(ProblemTypes.RequestTimeout,
        $"The stream brought no frame for {settings.Value.IdleTimeout.TotalSeconds:0.###} s (setting MuSiCa:Tracking:IdleTimeout). Open it "
            + "again when there is one.");
}
