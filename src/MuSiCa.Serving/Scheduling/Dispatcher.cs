namespace MuSiCa.Serving;

/// <summary>What a worker that asks for a batch is to do.</summary>
internal enum TakeResult
{
    /// <summary>Run the batch it has got.</summary>
    Run,

    /// <summary>Run the probe of a breaker, which its batch describes.</summary>
    Probe,

    /// <summary>Sleep until it is woken.</summary>
    Sleep,

    /// <summary>Ask again soon, even if nobody wakes it: what waits is left to grow.</summary>
    AskAgain,

    /// <summary>End.</summary>
    End,
}

/// <summary>
/// Where items wait and workers fetch their batches. An item is in a queue, in the hands of a worker or of nobody; each handover
/// happens here, under one lock.
/// </summary>
internal sealed class Dispatcher
{
    private readonly Lock _lock;
    private readonly QueueSet _queues;
    private readonly BatchPlanner _planner;
    private readonly HoldRule _hold;
    private readonly LaneGroup _lanes;
    private readonly List<Worker> _sleeping = [];
    private BatchModel[] _models = [];
    private bool _closed;

    /// <summary>Creates a dispatcher.</summary>
    /// <param name="gate">The lock under which everything that it hands out is changed.</param>
    /// <param name="queues">Where items wait.</param>
    /// <param name="planner">Chooses batches.</param>
    /// <param name="hold">Leaves small batches to grow.</param>
    /// <param name="lanes">The lanes.</param>
    public Dispatcher(Lock gate, QueueSet queues, BatchPlanner planner, HoldRule hold, LaneGroup lanes)
    {
        _lock = gate;
        _queues = queues;
        _planner = planner;
        _hold = hold;
        _lanes = lanes;
    }

    /// <summary>Whether every lane hangs.</summary>
    public bool IsStalled
    {
        get
        {
            lock (_lock)
            {
                return _lanes.Working == 0;
            }
        }
    }

    /// <summary>Whether it gives out no further batches, for good.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    // Items that were admitted and are being prepared on the processors.
    private int Expected
    {
        get
        {
            int expected = 0;
            foreach (BatchModel model in _models)
            {
                expected += model.Expected;
            }

            return expected;
        }
    }

    /// <summary>Serves a further model.</summary>
    public void Add(BatchModel model)
    {
        lock (_lock)
        {
            _models = [.. _models, model];
            _queues.Add(model);
        }
    }

    /// <summary>Serves a model no longer.</summary>
    /// <returns>What still waited for it, now with the caller of this method.</returns>
    public WorkItem[] Remove(BatchModel model)
    {
        WorkItem[] items = RemoveAll(model);
        Worker[] sleeping;
        lock (_lock)
        {
            model.IsRemoved = true;
            _models = [.. _models.Where(one => one != model)];
            _queues.Remove(model);
            sleeping = TakeSleeping_NeedsLock();
        }

        // To free the memory in which they ran it.
        Array.ForEach(sleeping, static worker => worker.Wake());
        return items;
    }

    /// <summary>Lets items of one model wait for their stage, unless the first has its end already or nothing runs.</summary>
    /// <returns>False when all items stay with the caller of this method.</returns>
    public bool TryAdd(ReadOnlySpan<WorkItem> items, TimeSpan now)
    {
        Worker? woken;
        lock (_lock)
        {
            if (items[0].IsSettled || _lanes.Working == 0 || !Runs_NeedsLock(items[0].Model))
            {
                return false;
            }

            foreach (WorkItem item in items)
            {
                item.HasWaited = true;
                _queues.Add(item, now);
            }

            woken = WakeOne(now);
        }

        woken?.Wake();
        return true;
    }

    /// <summary>Lets a shadow wait for a time when nothing else runs, unless newcomers wait or nothing runs.</summary>
    /// <returns>False when it stays with the caller of this method.</returns>
    public bool TryAddShadow(WorkItem shadow, TimeSpan now)
    {
        Worker? woken;
        lock (_lock)
        {
            if (_lanes.Working == 0 || !Runs_NeedsLock(shadow.Model) || _queues.Deepest(isEntry: true) is not null)
            {
                return false;
            }

            _queues.Add(shadow, now);
            woken = WakeOne(now);
        }

        woken?.Wake();
        return true;
    }

    /// <summary>Takes out the shadows of a model that wait; they are now with the caller of this method.</summary>
    public WorkItem[] RemoveShadows(BatchModel model)
    {
        lock (_lock)
        {
            var items = new List<WorkItem>();
            TakeShadows_NeedsLock(model, items);
            return [.. items];
        }
    }

    /// <summary>Looks again whether a worker has something to do, after fewer items than before are expected.</summary>
    public void Reconsider(TimeSpan now)
    {
        Worker? woken;
        lock (_lock)
        {
            woken = WakeOne(now);
        }

        woken?.Wake();
    }

    /// <summary>Takes a waiting item out.</summary>
    /// <returns>True when it waited and is now with the caller of this method.</returns>
    public bool TryRemove(WorkItem item)
    {
        lock (_lock)
        {
            return _queues.TryRemove(item);
        }
    }

    /// <summary>Takes out those of some items that wait; they are now with the caller of this method.</summary>
    public WorkItem[] Remove(WorkItem[] items)
    {
        lock (_lock)
        {
            return Array.FindAll(items, _queues.TryRemove);
        }
    }

    /// <summary>Takes every waiting item out, of one model or of all.</summary>
    public WorkItem[] RemoveAll(BatchModel? model = null)
    {
        lock (_lock)
        {
            var items = new List<WorkItem>(_queues.Count);
            foreach (StageQueue queue in _queues.ByDepth)
            {
                while (queue.Count > 0 && (model is null || queue.Model == model))
                {
                    items.Add(_queues.Take(queue));
                }
            }

            TakeShadows_NeedsLock(model, items);
            return [.. items];
        }
    }

    /// <summary>Gives a worker its next batch, if there is one that its lane should run now.</summary>
    public TakeResult Take(Worker worker, TimeSpan now)
    {
        TakeResult result;
        Worker? woken;
        lock (_lock)
        {
            if (_closed)
            {
                return TakeResult.End;
            }

            _sleeping.Remove(worker);
            if (worker.Lane.IsIdle && TryBeginProbe(worker))
            {
                return TakeResult.Probe;
            }

            if (MayTake(worker.Lane, now))
            {
                Fill(worker, now);
                result = TakeResult.Run;
            }
            else if (MayTakeShadows())
            {
                FillWithShadows(worker, now);
                result = TakeResult.Run;
            }
            else
            {
                _sleeping.Add(worker);
                worker.IsAsking = _queues.Count > 0 && CouldGrow(worker.Lane);
                result = worker.IsAsking ? TakeResult.AskAgain : TakeResult.Sleep;
            }

            // There may be more, or work that this one was woken for and another has to do.
            woken = WakeOne(now);
        }

        woken?.Wake();
        return result;
    }

    /// <summary>Takes a worker's survivors back into the queues; those that have their end meanwhile are dropped.</summary>
    /// <returns>False when nothing of their model runs any more and the survivors stay with the worker.</returns>
    public bool TryReturn(Worker worker, TimeSpan now)
    {
        lock (_lock)
        {
            if (worker.Batch.IsShadow)
            {
                worker.Lane.HasShadows = false;
            }
            else
            {
                worker.Lane.Batches--;
            }

            if (!Runs_NeedsLock(worker.Batch.Model))
            {
                return false;
            }

            foreach (WorkItem item in worker.Batch.Items)
            {
                if (item.IsSettled)
                {
                    item.Drop();
                }
                else
                {
                    _queues.Add(item, now);
                }
            }

            worker.Batch.Clear();
            return true;
        }
    }

    /// <summary>Items that wait in a queue.</summary>
    public int CountOf(StageQueue queue)
    {
        lock (_lock)
        {
            return queue.Count;
        }
    }

    /// <summary>Gives out no further batches and sends every worker home.</summary>
    public void Close()
    {
        Worker[] sleeping;
        lock (_lock)
        {
            _closed = true;
            sleeping = TakeSleeping_NeedsLock();
        }

        Array.ForEach(sleeping, static worker => worker.Wake());
    }

    private bool Runs_NeedsLock(BatchModel model) => !_closed && !model.IsRemoved && !model.Breaker.IsOpen;

    private Worker[] TakeSleeping_NeedsLock()
    {
        Worker[] sleeping = [.. _sleeping];
        _sleeping.Clear();
        return sleeping;
    }

    private bool TryBeginProbe(Worker worker)
    {
        foreach (BatchModel model in _models)
        {
            if (model.Breaker.IsOpen && model.Breaker.TryBeginProbe(out int stage, out int rows))
            {
                worker.Lane.Batches++;
                worker.Batch.BeginProbe(model.Queues[stage], rows);
                return true;
            }
        }

        return false;
    }

    private bool WantsProbe()
    {
        foreach (BatchModel model in _models)
        {
            if (model.Breaker.WantsProbe)
            {
                return true;
            }
        }

        return false;
    }

    private void Fill(Worker worker, TimeSpan now)
    {
        bool isBusy = worker.Lane.Definition.SharesProcessors && _hold.IsBusy(Expected);
        (StageQueue queue, int count) = _planner.Choose(worker.Lane.Index, Math.Max(1, _lanes.Idle), isBusy, now);
        worker.Lane.Batches++;
        for (int i = 0; i < count; i++)
        {
            worker.Batch.Add(_queues.Take(queue), now);
        }

        worker.Batch.Begin(queue, isAlone: _queues.Count == 0 && _lanes.Batches == 1);
    }

    // Few, so that whoever comes meanwhile finds a device that is free soon: one on processors, where each takes its time, a batch on a
    // device that runs them side by side. Never on all processors.
    private void FillWithShadows(Worker worker, TimeSpan now)
    {
        StageQueue queue = _queues.DeepestShadow()!;
        int count = worker.Lane.Definition.SharesProcessors ? 1 : Math.Min(queue.Shadows, queue.Model.Buckets.Limit);
        worker.Lane.HasShadows = true;
        for (int i = 0; i < count; i++)
        {
            worker.Batch.Add(_queues.TakeShadow(queue), now);
        }

        worker.Batch.Begin(queue, isAlone: false);
    }

    // When nobody waits, nobody is on the way, and no lane does anything.
    private bool MayTakeShadows() => _queues.Shadows > 0 && _queues.Count == 0 && _lanes.AreAllIdle && Expected == 0;

    private void TakeShadows_NeedsLock(BatchModel? model, List<WorkItem> items)
    {
        foreach (StageQueue queue in _queues.ByDepth)
        {
            while (queue.Shadows > 0 && (model is null || queue.Model == model))
            {
                items.Add(_queues.TakeShadow(queue));
            }
        }
    }

    // An idle lane takes whatever there is. Once all are busy, one prepares a full batch beforehand; a smaller one would miss
    // the items that come, or survive, until the device is free. When a breaker opens, its items are taken out.
    private bool MayTake(Lane lane, TimeSpan now) =>
        _queues.Count > 0
            && !lane.IsStalled
            && (lane.Batches == 0 || (_queues.AnyFull && _lanes.Idle == 0))
            && !(lane.Definition.SharesProcessors && _hold.Holds(Expected, now));

    // One at a time: each that finds work wakes the next. What is left to grow must not be forgotten, so while there is any, one
    // of those that could run it asks again and again.
    private Worker? WakeOne(TimeSpan now)
    {
        Worker? watcher = null;
        bool isWatched = _queues.Count == 0;
        for (int i = _sleeping.Count - 1; i >= 0; i--)
        {
            Worker worker = _sleeping[i];
            if (MayTake(worker.Lane, now) || (worker.Lane.IsIdle && WantsProbe()) || MayTakeShadows())
            {
                _sleeping.RemoveAt(i);
                return worker;
            }

            if (CouldGrow(worker.Lane))
            {
                isWatched |= worker.IsAsking;
                watcher = worker;
            }
        }

        if (isWatched || watcher is null)
        {
            return null;
        }

        _sleeping.Remove(watcher);
        return watcher;
    }

    private static bool CouldGrow(Lane lane) => lane.Definition.SharesProcessors && lane.IsIdle;
}
