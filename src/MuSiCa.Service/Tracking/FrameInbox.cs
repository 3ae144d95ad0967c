using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MuSiCa.Service.Tracking;

/// <summary>
/// Holds at most one frame between the stream and whoever works on it. A frame that comes too early waits, so that the stream is
/// slowed down, or takes the place of the one that waits and tells with itself which frames it skipped.
/// </summary>
internal sealed class FrameInbox : IDisposable
{
    /// <summary>Numbers of skipped frames that are kept for the answer.</summary>
    public const int KeptNumbers = 256;

    private readonly Lock _lock = new();
    private readonly Channel<NumberedFrame> _frames;

    // Behind the lock: the writer skips while the reader takes. Their order of arrival tells those before the frame that was taken
    // from those that were skipped after it was.
    private readonly Queue<(long Arrival, long Id)> _skipped = new();

    // The writer's and the reader's own.
    private long _arrived;
    private long _taken;

    /// <param name="skips">Whether a frame that waits gives way to a newer one.</param>
    public FrameInbox(bool skips) => _frames = Channel.CreateBounded<NumberedFrame>(
        new BoundedChannelOptions(1)
        {
            SingleReader = true,
            SingleWriter = true,
            FullMode = skips ? BoundedChannelFullMode.DropOldest : BoundedChannelFullMode.Wait,
        },
        Skip);

    /// <summary>Puts a frame in, as soon as there is room. The frame is the inbox's from here on, also when the call fails.</summary>
    public async ValueTask AddAsync(ReceivedFrame frame, CancellationToken cancellationToken)
    {
        try
        {
            await _frames.Writer.WriteAsync(new NumberedFrame(++_arrived, frame), cancellationToken);
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

    /// <summary>Says that no frame will follow.</summary>
    /// <param name="reason">Why; null at the orderly end of a stream.</param>
    public void Complete(Exception? reason = null) => _frames.Writer.TryComplete(reason);

    /// <summary>The frames in order; each is the reader's. What completed the inbox with a reason is thrown behind the last of them.</summary>
    public async IAsyncEnumerable<TakenFrame> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (NumberedFrame next in _frames.Reader.ReadAllAsync(cancellationToken))
        {
            long skipped = next.Arrival - _taken - 1;
            _taken = next.Arrival;
            yield return new TakenFrame(next.Frame, (uint)skipped, TakeSkipped(next.Arrival));
        }
    }

    /// <summary>Gives back the memory of frames that nobody will work on.</summary>
    public void Dispose()
    {
        Complete();
        while (_frames.Reader.TryRead(out NumberedFrame left))
        {
            left.Frame.Dispose();
        }
    }

    private void Skip(NumberedFrame skipped)
    {
        skipped.Frame.Dispose();
        lock (_lock)
        {
            _skipped.Enqueue((skipped.Arrival, skipped.Frame.Message.Id));
            if (_skipped.Count > KeptNumbers)
            {
                _skipped.Dequeue();
            }
        }
    }

    private List<long> TakeSkipped(long before)
    {
        List<long> numbers = [];
        lock (_lock)
        {
            while (_skipped.TryPeek(out (long Arrival, long Id) oldest) && oldest.Arrival < before)
            {
                numbers.Add(oldest.Id);
                _skipped.Dequeue();
            }
        }

        return numbers;
    }

    private readonly record struct NumberedFrame(long Arrival, ReceivedFrame Frame);
}

/// <summary>A frame that is worked on next.</summary>
/// <param name="Frame">The frame; whoever takes it disposes of it.</param>
/// <param name="Skipped">How many frames gave way to it.</param>
/// <param name="SkippedIds">Numbers of the last of these.</param>
internal readonly record struct TakenFrame(ReceivedFrame Frame, uint Skipped, IReadOnlyList<long> SkippedIds);
