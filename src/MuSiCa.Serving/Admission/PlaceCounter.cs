namespace MuSiCa.Serving;

/// <summary>
/// Counts places and the memory that goes with them: never more than the limits, none for newcomers while draining, and a signal when
/// the last place is free. Bulk work leaves a quarter of them to interactive work. Work that was admitted before may wait for further
/// places; it goes before newcomers.
/// </summary>
internal sealed class PlaceCounter(int limit, MemoryBudget memory, long bytesPerPlace, MemoryUse use = MemoryUse.Faces)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LinkedList<Waiter> _waiters = new();
    private int _taken;
    private int _bulk;
    private bool _draining;

    /// <summary>Places there are.</summary>
    public int Limit => limit;

    /// <summary>Memory of one place.</summary>
    public long BytesPerPlace => bytesPerPlace;

    /// <summary>Places taken now.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Whether newcomers get no places any more.</summary>
    public bool IsDraining => Volatile.Read(ref _draining);

    /// <summary>Completes once the counter drains and every place is free.</summary>
    public Task Empty => _empty.Task;

    /// <summary>Takes all of <paramref name="count"/> places with their memory for a newcomer, or none.</summary>
    /// <returns>Null when they are taken, else what is short.</returns>
    public RefusalReason? TryTake(int count, FacePriority priority = FacePriority.Interactive)
    {
        lock (_lock)
        {
            if (_draining)
            {
                return RefusalReason.Draining;
            }

            if (_waiters.Count > 0 || count > Room_NeedsLock(priority))
            {
                return RefusalReason.Faces;
            }

            if (!memory.TryTake(count * bytesPerPlace, use))
            {
                return RefusalReason.Memory;
            }

            Add_NeedsLock(count, priority);
            return null;
        }
    }

    /// <summary>
    /// Takes places for work that was admitted before: as many as are free, and where none is it waits for the first, behind those who
    /// wait already. Whoever waits should hold no place, or all could wait for each other.
    /// </summary>
    /// <param name="wanted">How many at most, above 0.</param>
    /// <param name="priority">The class in which they are counted.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How many were taken: at least one.</returns>
    public async ValueTask<int> TakeAsync(int wanted, FacePriority priority, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (_waiters.Count == 0 && TakeFree_NeedsLock(wanted, priority) is > 0 and var count)
            {
                return count;
            }

            waiter = new Waiter(wanted, priority);
            _waiters.AddLast(waiter.Node);
        }

        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            (_, token) => Cancel(waiter, token), null);
        return await waiter.Granted.Task;
    }

    /// <summary>Gives places back, with their memory.</summary>
    public void Free(int count, FacePriority priority = FacePriority.Interactive)
    {
        lock (_lock)
        {
            Add_NeedsLock(-count, priority);
        }

        memory.Free(count * bytesPerPlace, use);
        lock (_lock)
        {
            ServeWaiters_NeedsLock();
            SignalWhenEmpty();
        }
    }

    /// <summary>Gives newcomers no further places.</summary>
    public void Drain()
    {
        lock (_lock)
        {
            _draining = true;
            SignalWhenEmpty();
        }
    }

    /// <summary>Drains, and gives up those who wait for places.</summary>
    public void Close(Exception reason)
    {
        Drain();
        lock (_lock)
        {
            foreach (Waiter waiter in _waiters.ToArray())
            {
                _waiters.Remove(waiter.Node);
                waiter.Granted.SetException(reason);
            }
        }
    }

    // Where no bulk work is there, a request of any size may be the first.
    private int Room_NeedsLock(FacePriority priority) => priority == FacePriority.Bulk && _bulk > 0
        ? Math.Min(limit - _taken, PriorityTurns.BulkShare(limit) - _bulk)
        : limit - _taken;

    private int TakeFree_NeedsLock(int wanted, FacePriority priority)
    {
        int count = Math.Min(wanted, limit - _taken);
        if (bytesPerPlace > 0)
        {
            count = (int)Math.Min(count, memory.FreeFor(use) / bytesPerPlace);
        }

        // Somebody else may have been faster with the memory.
        if (count <= 0 || !memory.TryTake(count * bytesPerPlace, use))
        {
            return 0;
        }

        Add_NeedsLock(count, priority);
        return count;
    }

    private void ServeWaiters_NeedsLock()
    {
        while (_waiters.First?.Value is { } waiter && TakeFree_NeedsLock(waiter.Wanted, waiter.Priority) is > 0 and var count)
        {
            _waiters.RemoveFirst();
            waiter.Granted.SetResult(count);
        }
    }

    private void Cancel(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // Who has been granted places is told of them, and gives them back.
            if (waiter.Node.List is null)
            {
                return;
            }

            _waiters.Remove(waiter.Node);
            waiter.Granted.SetCanceled(cancellationToken);
            ServeWaiters_NeedsLock();
        }
    }

    private void Add_NeedsLock(int count, FacePriority priority)
    {
        _taken += count;
        _bulk += priority == FacePriority.Bulk ? count : 0;
    }

    private void SignalWhenEmpty()
    {
        if (_draining && _taken == 0)
        {
            _empty.TrySetResult();
        }
    }

    private sealed class Waiter
    {
        public Waiter(int wanted, FacePriority priority)
        {
            Wanted = wanted;
            Priority = priority;
            Node = new LinkedListNode<Waiter>(this);
        }

        public int Wanted { get; }

        public FacePriority Priority { get; }

        public LinkedListNode<Waiter> Node { get; }

        public TaskCompletionSource<int> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
