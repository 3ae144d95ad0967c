namespace MuSiCa.Service.Admission;

/// <summary>
/// Answers refusals at once up to a rate, and those beyond it after a while: who is refused and asks again at once would take the
/// processors from those who were accepted. Bytes count too, since the server takes in the body of a refused request to the end before the
/// connection can be used again. Thread-safe.
/// </summary>
internal sealed class RefusalPace(TimeProvider time)
{
    /// <summary>Refusals of one window that are answered at once.</summary>
    public const int AtOnce = 20;

    /// <summary>Bytes of refused bodies that are taken in a second.</summary>
    public const long BytesPerSecond = 100L << 20;

    /// <summary>How long a window is.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the others wait.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait, however much is refused: what a refusal says of asking again must not come too late.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly long _epoch = time.GetTimestamp();
    private TimeSpan _windowStart;
    private TimeSpan _bytesTaken;
    private int _count;

    /// <summary>Waits where much is refused; before the body is read, so that it is not sent meanwhile.</summary>
    /// <param name="body">Bytes of the body; 0 where they are not known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WaitAsync(long body, CancellationToken cancellationToken)
    {
        TimeSpan pause;
        lock (_lock)
        {
            TimeSpan now = time.GetElapsedTime(_epoch);
            if (now - _windowStart >= Window)
            {
                (_windowStart, _count) = (now, 0);
            }

            pause = ++_count <= AtOnce ? TimeSpan.Zero : Pause;

            // When the bodies refused so far will have been taken in: this one waits for its turn behind them.
            TimeSpan turn = _bytesTaken > now ? _bytesTaken : now;
            TimeSpan longest = now + LongestPause;
            turn = turn > longest ? longest : turn;
            _bytesTaken = turn + TimeSpan.FromSeconds((double)body / BytesPerSecond);
            pause = turn - now > pause ? turn - now : pause;
        }

        return pause == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(pause, time, cancellationToken);
    }
}
