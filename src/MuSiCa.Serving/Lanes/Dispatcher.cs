namespace MuSiCa.Serving;

/// <summary>
/// Where faces wait and workers fetch their batches. A face is in a pool, in the hands of a worker or of nobody; each handover
/// happens here, under one lock.
/// </summary>
internal sealed class Dispatcher
{
    private readonly Lock _lock;
    private readonly StagePools _pools;
    private readonly BatchPlanner _planner;
    private readonly HoldRule _hold;
    private readonly LaneGroup _lanes;
    private readonly Breaker _breaker;
    private readonly Func<int> _expected;
    private readonly List<LaneWorker> _sleeping = [];
    private bool _closed;

    /// <summary>Creates a dispatcher.</summary>
    /// <param name="gate">The lock under which everything that it hands out is changed.</param>
    /// <param name="pools">Where faces wait.</param>
    /// <param name="planner">Chooses batches.</param>
    /// <param name="hold">Leaves small batches to grow.</param>
    /// <param name="lanes">The lanes.</param>
    /// <param name="breaker">Says when nothing may run.</param>
    /// <param name="expected">Tells how many faces were admitted and are being prepared.</param>
    public Dispatcher(Lock gate, StagePools pools, BatchPlanner planner, HoldRule hold, LaneGroup lanes, Breaker breaker, Func<int> expected)
    {
        _lock = gate;
        _pools = pools;
        _planner = planner;
        _hold = hold;
        _lanes = lanes;
        _breaker = breaker;
        _expected = expected;
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

    /// <summary>Lets a face wait for its stage, unless it has its outcome already or nothing runs.</summary>
    /// <returns>False when the face stays with the caller of this method.</returns>
    public bool TryAdd(PendingFace face, TimeSpan now)
    {
        LaneWorker? woken;
        lock (_lock)
        {
            if (_closed || face.IsSettled || _lanes.Working == 0 || _breaker.IsOpen)
            {
                return false;
            }

            face.HasWaited = true;
            _pools.Add(face, now);
            woken = WakeOne(now);
        }

        woken?.Wake();
        return true;
    }

    /// <summary>Looks again whether a worker has something to do, after fewer faces than before are expected.</summary>
    public void Reconsider(TimeSpan now)
    {
        LaneWorker? woken;
        lock (_lock)
        {
            woken = WakeOne(now);
        }

        woken?.Wake();
    }

    /// <summary>Takes a waiting face out.</summary>
    /// <returns>True when it waited and is now with the caller of this method.</returns>
    public bool TryRemove(PendingFace face)
    {
        lock (_lock)
        {
            return _pools.TryRemove(face);
        }
    }

    /// <summary>Takes every waiting face out.</summary>
    public IReadOnlyList<PendingFace> RemoveAll()
    {
        lock (_lock)
        {
            var faces = new List<PendingFace>(_pools.Count);
            for (int stage = 0; stage < _pools.Stages; stage++)
            {
                while (_pools.CountOf(stage) > 0)
                {
                    faces.Add((PendingFace)_pools.Take(stage));
                }
            }

            return faces;
        }
    }

    /// <summary>Gives a worker its next batch, if there is one that its lane should run now.</summary>
    public TakeResult Take(LaneWorker worker, TimeSpan now)
    {
        TakeResult result;
        LaneWorker? woken;
        lock (_lock)
        {
            if (_closed)
            {
                return TakeResult.End;
            }

            _sleeping.Remove(worker);
            if (_breaker.IsOpen && IsFree(worker.Lane) && _breaker.TryBeginProbe(out int stage, out int rows))
            {
                worker.Lane.Batches++;
                worker.Batch.BeginProbe(stage, rows);
                return TakeResult.Probe;
            }

            if (MayTake(worker.Lane, now))
            {
                Fill(worker, now);
                result = TakeResult.Run;
            }
            else
            {
                _sleeping.Add(worker);
                worker.IsAsking = _pools.Count > 0 && CouldGrow(worker.Lane);
                result = worker.IsAsking ? TakeResult.AskAgain : TakeResult.Sleep;
            }

            // There may be more, or work that this one was woken for and another has to do.
            woken = WakeOne(now);
        }

        woken?.Wake();
        return result;
    }

    /// <summary>Takes a worker's survivors back into the pools; those that have an outcome meanwhile are dropped.</summary>
    /// <returns>False when nothing runs any more and the survivors stay with the worker.</returns>
    public bool TryReturn(LaneWorker worker, TimeSpan now)
    {
        lock (_lock)
        {
            worker.Lane.Batches--;
            if (_closed || _breaker.IsOpen)
            {
                return false;
            }

            foreach (PendingFace face in worker.Batch.Faces)
            {
                if (face.IsSettled)
                {
                    face.Drop();
                }
                else
                {
                    _pools.Add(face, now);
                }
            }

            worker.Batch.Clear();
            return true;
        }
    }

    /// <summary>Faces that wait for a stage.</summary>
    public int CountOf(int stage)
    {
        lock (_lock)
        {
            return _pools.CountOf(stage);
        }
    }

    /// <summary>Gives out no further batches and sends every worker home.</summary>
    public void Close()
    {
        LaneWorker[] sleeping;
        lock (_lock)
        {
            _closed = true;
            sleeping = [.. _sleeping];
            _sleeping.Clear();
        }

        Array.ForEach(sleeping, static worker => worker.Wake());
    }

    private void Fill(LaneWorker worker, TimeSpan now)
    {
        bool isBusy = worker.Lane.Definition.SharesProcessors && _hold.IsBusy(_expected());
        (int stage, int faces) = _planner.Choose(worker.Lane, Math.Max(1, _lanes.Idle), isBusy, now);
        worker.Lane.Batches++;
        for (int i = 0; i < faces; i++)
        {
            worker.Batch.Add((PendingFace)_pools.Take(stage), now);
        }

        worker.Batch.Begin(stage, isAlone: _pools.Count == 0 && _lanes.Batches == 1);
    }

    // An idle lane takes whatever there is. Once all are busy, one prepares a full batch beforehand; a smaller one would miss
    // the faces that come, or survive, until the device is free.
    private bool MayTake(Lane lane, TimeSpan now) =>
        _pools.Count > 0
            && !lane.IsStalled
            && !_breaker.IsOpen
            && (lane.Batches == 0 || (_pools.AnyFull() && _lanes.Idle == 0))
            && !(lane.Definition.SharesProcessors && _hold.Holds(_expected(), now));

    // One at a time: each that finds work wakes the next. What is left to grow must not be forgotten, so while there is any, one
    // of those that could run it asks again and again.
    private LaneWorker? WakeOne(TimeSpan now)
    {
        LaneWorker? watcher = null;
        bool isWatched = _pools.Count == 0;
        for (int i = _sleeping.Count - 1; i >= 0; i--)
        {
            LaneWorker worker = _sleeping[i];
            if (MayTake(worker.Lane, now) || (_breaker.WantsProbe && IsFree(worker.Lane)))
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

    private static bool CouldGrow(Lane lane) => lane.Definition.SharesProcessors && IsFree(lane);

    private static bool IsFree(Lane lane) => lane is { Batches: 0, IsStalled: false };
}
