using System.Threading.Channels;

namespace MuSiCa.Service.Tracking;

/// <summary>
/// Holds at most one frame between the stream and whoever works on it. A frame that comes too early waits, so that the stream is
/// slowed down, or takes the place of the one that waits.
/// </summary>
internal sealed class FrameInbox : IDisposable
{
    /// <summary>Numbers of skipped frames that are kept for the answer.</summary>
    public const int KeptNumbers = 256;

    private readonly Lock _lock = new();
    private readonly Channel<ReceivedFrame> _frames;
    private readonly Queue<long> _skipped = new();
    private uint _skippedCount;

    /// <param name="skips">Whether a frame that waits gives way to a newer one.</param>
    public FrameInbox(bool skips) => _frames = Channel.CreateBounded<ReceivedFrame>(
        new BoundedChannelOptions(1)
        {
            SingleReader = true,
            SingleWriter = true,
            FullMode = skips ? BoundedChannelFullMode.DropOldest : BoundedChannelFullMode.Wait,
        },
        Skip);

    /// <summary>Puts a frame in, as soon as there is room.</summary>
    public ValueTask AddAsync(ReceivedFrame frame, CancellationToken cancellationToken) => _frames.Writer.WriteAsync(frame, cancellationToken);

    /// <summary>Says that no frame will follow.</summary>
    /// <param name="reason">Why; null at the orderly end of a stream.</param>
    public void Complete(Exception? reason = null) => _frames.Writer.TryComplete(reason);

    /// <summary>The frames in order. What completed the inbox with a reason is thrown behind the last of them.</summary>
    public IAsyncEnumerable<ReceivedFrame> ReadAllAsync(CancellationToken cancellationToken) => _frames.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Takes what was skipped since the last call.</summary>
    /// <returns>How many frames, and the numbers of the last of them.</returns>
    public (uint Count, long[] Numbers) TakeSkipped()
    {
        lock (_lock)
        {
            (uint, long[]) skipped = (_skippedCount, [.. _skipped]);
            _skippedCount = 0;
            _skipped.Clear();
            return skipped;
        }
    }

    /// <summary>Gives back the memory of frames that nobody will work on.</summary>
    public void Dispose()
    {
        Complete();
        while (_frames.Reader.TryRead(out ReceivedFrame? frame))
        {
            frame.Dispose();
        }
    }

    private void Skip(ReceivedFrame frame)
    {
        frame.Dispose();
        lock (_lock)
        {
            _skippedCount++;
            _skipped.Enqueue(frame.Message.Id);
            if (_skipped.Count > KeptNumbers)
            {
                _skipped.Dequeue();
            }
        }
    }
}
