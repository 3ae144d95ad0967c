namespace MuSiCa.Serving;

/// <summary>
/// Where faces wait and workers fetch their batches. A face is in a pool, in the hands of a worker or of nobody; each handover
/// happens here, under one lock.
/// </summary>
internal sealed class Dispatcher
{
    private readonly Lock _lock = new();
    private readonly StagePools _pools;
    private readonly BatchPlanner _planner;
    private readonly Demand _demand;
    private readonly HoldRule _hold;
    private readonly Func<int> _expected;
    private readonly Lane[] _lanes;
    private readonly List<LaneWorker> _workers = [];
    private readonly List<LaneWorker> _sleeping = [];
    private bool _closed;

    public Dispatcher(StagePools pools, BatchPlanner planner, Lane[] lanes, HoldRule hold, Func<int> expected)
    {
        _hold = hold;
        _expected = expected;
        _pools = pools;
        _demand = new Demand(pools);
        _planner = planner;
        _lanes = lanes;
    }

    /// <summary>Whether every lane hangs.</summary>
    public bool IsStalled
    {
        get
        {
            lock (_lock)
            {
                return WorkingLanes() == 0;
            }
        }
    }

    /// <summary>Makes a worker known, before it starts.</summary>
    public void Add(LaneWorker worker) => _workers.Add(worker);

    /// <summary>Lets a face wait for its stage, unless it has its outcome already or nothing runs any more.</summary>
    /// <returns>False when the face stays with the caller of this method.</returns>
    public bool TryAdd(PendingFace face, TimeSpan now)
    {
        LaneWorker? woken;
        lock (_lock)
        {
            if (_closed || face.IsSettled || WorkingLanes() == 0)
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
            if (MayTake(worker.Lane, now))
            {
                Fill(worker, now);
                result = TakeResult.Run;
            }
            else
            {
                _sleeping.Add(worker);
                result = _pools.Count > 0 && worker.Lane.Definition.SharesProcessors ? TakeResult.AskAgain : TakeResult.Sleep;
            }

            // There may be more, or work that this one was woken for and another has to do.
            woken = WakeOne(now);
        }

        woken?.Wake();
        return result;
    }

    /// <summary>What a stage takes at the least.</summary>
    public TimeSpan LeastTime(int stage)
    {
        lock (_lock)
        {
            return _pools.Costs.Of(stage, 1);
        }
    }

    /// <summary>Marks that a batch is on its way to the device and keeps its faces from now on.</summary>
    public void Approach(LaneBatch batch)
    {
        lock (_lock)
        {
            batch.IsOnItsWay = true;
        }
    }

    /// <summary>Marks that a batch begins a stage on the device, from where on it is watched.</summary>
    /// <returns>False when it was given up while it waited for the device.</returns>
    public bool TryBeginStage(LaneBatch batch, TimeSpan now)
    {
        lock (_lock)
        {
            batch.RunningSince = batch.IsAbandoned ? null : now;
            return !batch.IsAbandoned;
        }
    }

    /// <summary>Marks that a batch is back, and how long its stage took where that says something about the next ones.</summary>
    /// <returns>False when it had been given up; the lane is then taken to work again.</returns>
    public bool EndStage(LaneWorker worker, StageRun? run)
    {
        lock (_lock)
        {
            LaneBatch batch = worker.Batch;
            bool ran = batch.RunningSince is not null;
            batch.IsOnItsWay = false;
            batch.RunningSince = null;
            if (batch.IsAbandoned)
            {
                worker.Lane.IsStalled &= !ran;
                return false;
            }

            if (run is { } measured)
            {
                _pools.Costs.Note(measured.Stage, measured.Rows, measured.Elapsed);
            }

            return true;
        }
    }

    /// <summary>Gives up the batches whose stage has run for longer than a limit, and those that wait for the same device.</summary>
    /// <param name="limit">The time that a stage may take.</param>
    /// <param name="now">The time.</param>
    /// <param name="failed">Takes the faces of those batches, held, with their stage counted from 0.</param>
    public void Abandon(TimeSpan limit, TimeSpan now, List<(PendingFace Face, int Stage)> failed)
    {
        lock (_lock)
        {
            foreach (LaneWorker worker in _workers)
            {
                worker.Lane.IsStalled |= worker.Batch.RunningSince is { } since && now - since > limit;
            }

            foreach (LaneWorker worker in _workers)
            {
                if (worker is { Lane.IsStalled: true, Batch: { IsOnItsWay: true, IsAbandoned: false } batch })
                {
                    batch.IsAbandoned = true;
                    foreach (PendingFace face in batch.Faces)
                    {
                        face.Hold();
                        failed.Add((face, batch.Stage));
                    }
                }
            }
        }
    }

    /// <summary>Whether a worker hangs in a stage, or behind one.</summary>
    public bool IsHanging(LaneWorker worker)
    {
        lock (_lock)
        {
            return worker is { Lane.IsStalled: true, Batch.IsOnItsWay: true };
        }
    }

    /// <summary>Takes a worker's survivors back into the pools; those that have an outcome meanwhile are dropped.</summary>
    /// <returns>False when nothing runs any more and the survivors stay with the worker.</returns>
    public bool TryReturn(LaneWorker worker, TimeSpan now)
    {
        lock (_lock)
        {
            worker.Lane.Batches--;
            if (_closed)
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

    /// <summary>Notes that a face is through after a number of stages.</summary>
    public void NoteThrough(int stages)
    {
        lock (_lock)
        {
            _demand.Note(stages);
        }
    }

    /// <summary>How long a number of faces takes; null while nothing is measured.</summary>
    public TimeSpan? Estimate(int faces)
    {
        lock (_lock)
        {
            return _demand.Estimate(faces, WorkingLanes());
        }
    }

    /// <summary>How long the faces that go before a newcomer keep the lanes busy, and its own first stage; null while nothing is measured.</summary>
    public TimeSpan? EstimateFor(FacePriority priority)
    {
        lock (_lock)
        {
            return _demand.Estimate(_pools.Ahead(priority), WorkingLanes()) + _pools.Costs.Of(0, 1);
        }
    }

    /// <summary>Sets what a batch takes.</summary>
    public void SetCost(int stage, int bucket, TimeSpan elapsed)
    {
        lock (_lock)
        {
            _pools.Costs.Set(stage, bucket, elapsed);
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
        (int stage, int faces) = _planner.Choose(worker.Lane, Math.Max(1, IdleLanes()), isBusy, now);
        worker.Lane.Batches++;
        for (int i = 0; i < faces; i++)
        {
            worker.Batch.Add((PendingFace)_pools.Take(stage), now);
        }

        worker.Batch.Begin(stage, isAlone: _pools.Count == 0 && Batches() == 1);
    }

    // An idle lane takes whatever there is. Once all are busy, one prepares a full batch beforehand; a smaller one would miss
    // the faces that come, or survive, until the device is free.
    private bool MayTake(Lane lane, TimeSpan now) =>
        _pools.Count > 0
            && !lane.IsStalled
            && (lane.Batches == 0 || (_pools.AnyFull() && IdleLanes() == 0))
            && !(lane.Definition.SharesProcessors && _hold.Holds(_expected(), now));

    private int IdleLanes()
    {
        int idle = 0;
        foreach (Lane lane in _lanes)
        {
            idle += lane is { Batches: 0, IsStalled: false } ? 1 : 0;
        }

        return idle;
    }

    private int WorkingLanes()
    {
        int working = 0;
        foreach (Lane lane in _lanes)
        {
            working += lane.IsStalled ? 0 : 1;
        }

        return working;
    }

    private int Batches()
    {
        int batches = 0;
        foreach (Lane lane in _lanes)
        {
            batches += lane.Batches;
        }

        return batches;
    }

    // One at a time: each that finds work wakes the next.
    private LaneWorker? WakeOne(TimeSpan now)
    {
        for (int i = _sleeping.Count - 1; i >= 0; i--)
        {
            LaneWorker worker = _sleeping[i];
            if (MayTake(worker.Lane, now))
            {
                _sleeping.RemoveAt(i);
                return worker;
            }
        }

        return null;
    }
}
