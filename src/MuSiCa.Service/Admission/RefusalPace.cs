namespace MuSiCa.Service.Admission;

/// <summary>
/// Answers refusals at once up to a rate, and those beyond it after a while: who is refused and asks again at once would take the
/// processors from those who were accepted. Thread-safe.
/// </summary>
internal sealed class RefusalPace(TimeProvider time)
{
    /// <summary>Refusals of one window that are answered at once.</summary>
    public const int AtOnce = 20;

    /// <summary>How long a window is.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the others wait.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private long _start = time.GetTimestamp();
    private int _count;

    /// <summary>Waits where many are refused; before their bodies are read, so that these are not sent meanwhile.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_start) >= Window)
            {
                (_start, _count) = (time.GetTimestamp(), 0);
            }

            if (++_count <= AtOnce)
            {
                return Task.CompletedTask;
            }
        }

        return Task.Delay(Pause, time, cancellationToken);
    }
}
