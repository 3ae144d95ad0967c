using MuSiCa.Cascade;

namespace MuSiCa.Serving;

/// <summary>
/// A thread that fetches batches, gathers their patches, runs them in its lane and decides which faces leave. A thread of its
/// own, because those of the pool may all be busy decoding.
/// </summary>
internal sealed class LaneWorker : IDisposable
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(2);

    private readonly Dispatcher _dispatcher;
    private readonly StageExits _exits;
    private readonly IBatchPolicy _policy;
    private readonly ServingMetrics _metrics;
    private readonly SchedulerClock _clock;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread _thread;
    private readonly Predicate<PendingFace> _hasTime;
    private TimeSpan _least;
    private TimeSpan _now;
    private bool _hasTurn;

    public LaneWorker(
        string name, Lane lane, LaneBatch batch, Dispatcher dispatcher, StageExits exits, IBatchPolicy policy, ServingMetrics metrics,
        SchedulerClock clock)
    {
        Lane = lane;
        Batch = batch;
        _dispatcher = dispatcher;
        _exits = exits;
        _policy = policy;
        _metrics = metrics;
        _clock = clock;
        _hasTime = face => !face.IsSettled && !exits.TryExpire(face, _now, _least);
        _thread = new Thread(Work) { IsBackground = true, Name = name };
    }

    public Lane Lane { get; }

    public LaneBatch Batch { get; }

    public void Start() => _thread.Start();

    /// <summary>Has the worker look for a batch again.</summary>
    public void Wake() => _wake.Release();

    /// <summary>Waits for the worker to end, unless it hangs in a stage; its memory must then stay.</summary>
    public void Dispose()
    {
        while (!_dispatcher.IsHanging(this))
        {
            if (_thread.Join(TimeSpan.FromMilliseconds(100)))
            {
                _wake.Dispose();
                Batch.Dispose();
                return;
            }
        }
    }

    private void Work()
    {
        while (true)
        {
            switch (_dispatcher.Take(this, _clock.Now))
            {
                case TakeResult.Run:
                    RunBatch();
                    break;
                case TakeResult.Sleep:
                    _wake.Wait();
                    break;
                case TakeResult.AskAgain:
                    _wake.Wait(AskAgain);
                    break;
                default:
                    return;
            }
        }
    }

    private void RunBatch()
    {
        RunStages();
        if (!_dispatcher.TryReturn(this, _clock.Now))
        {
            GiveUp(FaceEnd.GivenBack, new AdmissionException(AdmissionRefusal.Draining));
        }

        // Last: whoever is waiting for these may come back at once, and should find the lane idle.
        Batch.SendLeaving();
    }

    private void RunStages()
    {
        try
        {
            bool goesOn = true;
            while (goesOn && Batch.Faces.Length > 0)
            {
                Batch.SendLeaving();
                DropLate();
                goesOn = TryRunStage() && _policy.StaysTogether;
            }
        }
        finally
        {
            LeaveTurn();
        }
    }

    // Before each stage: who cannot get through it in time leaves with what it has, or with nothing.
    private void DropLate()
    {
        _least = _dispatcher.LeastTime(Batch.Stage);
        _now = _clock.Now;
        Batch.Keep(_hasTime);
    }

    private bool TryRunStage()
    {
        int stage = Batch.Stage;
        int faces = Batch.Faces.Length;
        if (faces == 0)
        {
            return false;
        }

        _dispatcher.Approach(Batch);
        try
        {
            return RunStage(stage, faces);
        }
        catch (Exception exception)
        {
            // These faces are lost, whatever was thrown; the next batch is not.
            _dispatcher.EndStage(this, null);
            GiveUp(FaceEnd.Failed, new StageFailedException(stage + 1, faces, exception));
            return false;
        }
    }

    private bool RunStage(int stage, int faces)
    {
        StageRunner runner = Lane.Runner(Batch.IsAlone);
        ReadOnlySpan<PreparedFace> members = Batch.Members();
        TimeSpan begun = _clock.Now;
        runner.Gather(stage, members, Batch.Memory);
        TimeSpan gathered = _clock.Now;
        EnterTurn();
        TimeSpan started = _clock.Now;
        if (!_dispatcher.TryBeginStage(Batch, started))
        {
            _dispatcher.EndStage(this, null);
            Batch.Keep(static _ => false);
            return false;
        }

        runner.Execute(stage, Batch.Memory);
        TimeSpan executed = _clock.Now;
        int rows = Math.Min(Lane.PaddedCount(faces), Batch.Memory.Capacity);
        bool isAbandoned = !_dispatcher.EndStage(this, Batch.IsAlone ? null : new StageRun(stage, rows, executed - started));
        if (!_policy.StaysTogether)
        {
            LeaveTurn();
        }

        if (isAbandoned)
        {
            Batch.Keep(static _ => false);
            return false;
        }

        runner.Apply(stage, members, Batch.Memory);
        foreach (PendingFace face in Batch.Faces)
        {
            face.Stage = stage + 1;
            face.Timing = new FaceTiming(
                face.Timing.Waited, face.Timing.Gathered + (started - begun), face.Timing.Executed + (executed - started));
        }

        Batch.Sort(_exits);
        Batch.Advance();
        _metrics.BatchRan(stage, faces, rows - faces, gathered - begun, started - gathered, executed - started, _clock.Now - executed);
        return true;
    }

    private void GiveUp(FaceEnd end, Exception reason) => Batch.Keep(face =>
    {
        face.Fail(end, reason);
        return false;
    });

    private void EnterTurn()
    {
        if (!_hasTurn)
        {
            Lane.EnterTurn();
            _hasTurn = true;
        }
    }

    private void LeaveTurn()
    {
        if (_hasTurn)
        {
            _hasTurn = false;
            Lane.LeaveTurn();
        }
    }
}
