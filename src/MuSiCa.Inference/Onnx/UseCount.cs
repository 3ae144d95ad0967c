namespace MuSiCa.Inference;

/// <summary>
/// Counts the calls that are inside something native, so that closing it does not free it under them: it is freed by the last call
/// that comes back, and never where one does not. Thread-safe.
/// </summary>
/// <param name="release">Frees it; called once.</param>
public sealed class UseCount(Action release)
{
    // The owner's own use, until it closes.
    private int _uses = 1;
    private int _isClosed;

    /// <summary>Begins a call, to be ended with <see cref="Exit"/>.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public void Enter()
    {
        int seen = Volatile.Read(ref _uses);
        while (seen > 0 && Volatile.Read(ref _isClosed) == 0)
        {
            int before = Interlocked.CompareExchange(ref _uses, seen + 1, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }

        throw new ObjectDisposedException(nameof(UseCount), "The session is closed.");
    }

    /// <summary>Ends a call.</summary>
    public void Exit()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            release();
        }
    }

    /// <summary>Lets no further call begin and frees it, now or when the last call inside is back.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            Exit();
        }
    }
}
