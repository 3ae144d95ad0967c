using System.IO.Pipelines;

namespace MuSiCa.Service.Grpc;

/// <summary>The time in which a message must have arrived, counted from the beginning of the call or the end of the message before.</summary>
/// <param name="limit">The time.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="late">Makes the exception that ends the call.</param>
internal sealed class MessageDeadline(TimeSpan limit, TimeProvider timeProvider, Func<Exception> late) : IDisposable
{
    private readonly Lock _lock = new();
    private long _start = timeProvider.GetTimestamp();
    private ITimer? _timer;
    private PipeReader? _reading;
    private bool _isOver;

    /// <summary>Has a read that is pending ended when the time is over, until <see cref="EndRead"/>.</summary>
    public void BeginRead(PipeReader body)
    {
        lock (_lock)
        {
            _reading = body;
            TimeSpan left = limit - timeProvider.GetElapsedTime(_start);
            if (left <= TimeSpan.Zero)
            {
                End();
            }
            else if (_timer is null)
            {
                _timer = timeProvider.CreateTimer(
                    static state => ((MessageDeadline)state!).End(), this, left, Timeout.InfiniteTimeSpan);
            }
            else
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Ends the call if the time is over.</summary>
    public void ThrowIfOver()
    {
        if (Volatile.Read(ref _isOver))
        {
            throw late();
        }
    }

    /// <summary>Says that a read has come back.</summary>
    public void EndRead()
    {
        lock (_lock)
        {
            _reading = null;
        }
    }

    /// <summary>Starts the time of the next message.</summary>
    public void Restart() => _start = timeProvider.GetTimestamp();

    public void Dispose()
    {
        EndRead();
        _timer?.Dispose();
    }

    // Never behind the end of a read: the server uses its bodies again for other requests.
    private void End()
    {
        lock (_lock)
        {
            if (_reading is { } body)
            {
                Volatile.Write(ref _isOver, true);
                CountedPipeReader.CancelRead(body);
            }
        }
    }
}
