namespace MuSiCa.Serving;

/// <summary>Counts the places of a lane: never more than the limit, none while draining, and a signal when the last is free.</summary>
internal sealed class PlaceCounter(int limit)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;
    private bool _draining;

    /// <summary>Places taken now.</summary>
    public int Taken
    {
        get
        {
            lock (_lock)
            {
                return _taken;
            }
        }
    }

    /// <summary>Completes once the counter drains and every place is free.</summary>
    public Task Empty => _empty.Task;

    /// <summary>Takes all of <paramref name="count"/> places or none.</summary>
    /// <param name="count">Places wanted.</param>
    /// <param name="estimate">From the number of places taken, how long until they are free.</param>
    public void Take(int count, Func<int, TimeSpan> estimate)
    {
        lock (_lock)
        {
            if (_draining)
            {
                throw AdmissionException.Draining();
            }

            if (count > limit - _taken)
            {
                throw AdmissionException.Full(count, _taken, limit, count > limit ? null : estimate(_taken));
            }

            _taken += count;
        }
    }

    public void Free(int count)
    {
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
