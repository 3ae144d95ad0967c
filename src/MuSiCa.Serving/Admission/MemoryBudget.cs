namespace MuSiCa.Serving;

/// <summary>Counts the bytes that accepted work holds, and never more than a limit. Thread-safe.</summary>
public sealed class MemoryBudget
{
    private long _used;

    /// <summary>Creates a budget of <paramref name="limit"/> bytes.</summary>
    public MemoryBudget(long limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        Limit = limit;
    }

    /// <summary>Bytes there are.</summary>
    public long Limit { get; }

    /// <summary>Bytes taken now.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Takes all of <paramref name="bytes"/> or none.</summary>
    /// <returns>Whether they were free.</returns>
    public bool TryTake(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        long seen = Interlocked.Read(ref _used);
        while (bytes <= Limit - seen)
        {
            long before = Interlocked.CompareExchange(ref _used, seen + bytes, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    /// <summary>Gives back bytes that were taken.</summary>
    public void Free(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Interlocked.Add(ref _used, -bytes);
    }
}
