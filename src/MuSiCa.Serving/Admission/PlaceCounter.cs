namespace MuSiCa.Serving;

/// <summary>
/// Counts places and the memory that goes with them: never more than the limits, none while draining, and a signal when the
/// last place is free.
/// </summary>
internal sealed class PlaceCounter(int limit, MemoryBudget memory, long bytesPerPlace)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;
    private bool _draining;

    /// <summary>Places there are.</summary>
    public int Limit => limit;

    /// <summary>Memory of one place.</summary>
    public long BytesPerPlace => bytesPerPlace;

    /// <summary>Places taken now.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Whether no further places are given out.</summary>
    public bool IsDraining => Volatile.Read(ref _draining);

    /// <summary>Completes once the counter drains and every place is free.</summary>
    public Task Empty => _empty.Task;

    /// <summary>Takes all of <paramref name="count"/> places with their memory, or none.</summary>
    /// <returns>Null when they are taken, else what is short.</returns>
    public RefusalReason? TryTake(int count)
    {
        lock (_lock)
        {
            if (_draining)
            {
                return RefusalReason.Draining;
            }

            if (count > limit - _taken)
            {
                return RefusalReason.Faces;
            }

            if (!memory.TryTake(count * bytesPerPlace))
            {
                return RefusalReason.Memory;
            }

            _taken += count;
            return null;
        }
    }

    public void Free(int count)
    {
        memory.Free(count * bytesPerPlace);
        lock (_lock)
        {
            _taken -= count;
            SignalWhenEmpty();
        }
    }

    /// <summary>Gives out no further places.</summary>
    public void Drain()
    {
        lock (_lock)
        {
            _draining = true;
            SignalWhenEmpty();
        }
    }

    private void SignalWhenEmpty()
    {
        if (_draining && _taken == 0)
        {
            _empty.TrySetResult();
        }
    }
}
