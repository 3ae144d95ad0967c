namespace MuSiCa.Serving;

/// <summary>What bytes of a <see cref="MemoryBudget"/> are held for.</summary>
public enum MemoryUse
{
    /// <summary>Anything without a name of its own.</summary>
    Other,

    /// <summary>Files of a request, as they arrive and until they are decoded.</summary>
    Bodies,

    /// <summary>Messages of gRPC, as they arrive and until they are answered.</summary>
    Messages,

    /// <summary>Decoded pixels and what decoding needs beside them.</summary>
    Images,

    /// <summary>Views on their way through the finder.</summary>
    Views,

    /// <summary>Faces on their way through the cascade.</summary>
    Faces,
}

/// <summary>
/// Counts the bytes that accepted work holds, and never more than a limit. A use may have a guarantee: what is guaranteed to others
/// is not given away, so that work which holds memory for one use always gets on to the next. Thread-safe.
/// </summary>
public sealed class MemoryBudget
{
    private readonly Lock _lock = new();
    private readonly long[] _uses = new long[Enum.GetValues<MemoryUse>().Length];
    private readonly long[] _guarantees = new long[Enum.GetValues<MemoryUse>().Length];
    private long _used;

    /// <summary>Creates a budget without guarantees.</summary>
    /// <param name="limit">Bytes there are.</param>
    public MemoryBudget(long limit)
        : this(limit, new Dictionary<MemoryUse, long>())
    {
    }

    /// <summary>Creates a budget.</summary>
    /// <param name="limit">Bytes there are.</param>
    /// <param name="guarantees">Bytes that are kept for a use whatever others want; together not above the limit.</param>
    public MemoryBudget(long limit, IReadOnlyDictionary<MemoryUse, long> guarantees)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        ArgumentNullException.ThrowIfNull(guarantees);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(guarantees.Values.Sum(), limit, nameof(guarantees));
        Limit = limit;
        foreach ((MemoryUse use, long bytes) in guarantees)
        {
            _guarantees[(int)use] = bytes;
        }
    }

    /// <summary>Raised after bytes were given back, on the thread that did; must return at once and not throw.</summary>
    public event Action? Freed;

    /// <summary>
    /// Raised when bytes are asked for that are not free, on the thread that asks, which then asks once more: whoever holds some for work
    /// that nobody waits for gives them back, by <see cref="GiveWay"/>. Must return at once and not throw; the asker may hold locks.
    /// </summary>
    public event Action? Short;

    /// <summary>Bytes there are.</summary>
    public long Limit { get; }

    /// <summary>Bytes taken now.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Bytes taken now for one use.</summary>
    public long UsedFor(MemoryUse use) => Interlocked.Read(ref _uses[(int)use]);

    /// <summary>Bytes that one use can have when others hold as much as they may: its guarantee, or without one what no guarantee covers.</summary>
    public long AlwaysFor(MemoryUse use) =>
        _guarantees[(int)use] > 0 ? _guarantees[(int)use] : Limit - _guarantees.Sum();

    /// <summary>Bytes that one use could take now.</summary>
    public long FreeFor(MemoryUse use)
    {
        lock (_lock)
        {
            return Free_NeedsLock(use);
        }
    }

    /// <summary>Takes all of <paramref name="bytes"/> or none.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="use">What for; they are to be given back for the same.</param>
    /// <returns>Whether they were free.</returns>
    public bool TryTake(long bytes, MemoryUse use = MemoryUse.Other)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (TryTakeLeaving(bytes, 0, use))
        {
            return true;
        }

        if (Short is not { } giveWay)
        {
            return false;
        }

        giveWay();
        return TryTakeLeaving(bytes, 0, use);
    }

    /// <summary>Takes all of <paramref name="bytes"/> or none, asking nobody to give way.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="left">How many must be free beyond them.</param>
    /// <param name="use">What for.</param>
    /// <returns>Whether they were free.</returns>
    internal bool TryTakeLeaving(long bytes, long left, MemoryUse use)
    {
        lock (_lock)
        {
            if (bytes + left > Free_NeedsLock(use))
            {
                return false;
            }

            _uses[(int)use] += bytes;
            Interlocked.Add(ref _used, bytes);
            return true;
        }
    }

    /// <summary>Gives back bytes that were taken.</summary>
    public void Free(long bytes, MemoryUse use = MemoryUse.Other)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes == 0)
        {
            return;
        }

        GiveWay(bytes, use);
        Freed?.Invoke();
    }

    /// <summary>Gives back bytes to one who is <see cref="Short"/> of them, and tells nobody else: the asker may hold their locks.</summary>
    internal void GiveWay(long bytes, MemoryUse use)
    {
        lock (_lock)
        {
            _uses[(int)use] -= bytes;
            Interlocked.Add(ref _used, -bytes);
        }
    }

    // Nothing is free for whoever would eat into what is guaranteed to another use.
    private long Free_NeedsLock(MemoryUse use)
    {
        long free = Limit;
        for (int i = 0; i < _uses.Length; i++)
        {
            free -= i == (int)use ? _uses[i] : Math.Max(_uses[i], _guarantees[i]);
        }

        return Math.Max(0, free);
    }
}
