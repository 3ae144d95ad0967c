using MuSiCa.Cascade;

namespace MuSiCa.Serving;

/// <summary>
/// A thread that fetches batches, gathers their patches, runs them in its lane and decides which faces leave. A thread of its
/// own, because those of the pool may all be busy decoding.
/// </summary>
internal sealed class LaneWorker : IDisposable
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(2);

    private readonly WorkerTools _tools;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread _thread;
    private readonly Predicate<PendingFace> _hasTime;
    private TimeSpan _least;
    private TimeSpan _now;
    private bool _hasTurn;

    public LaneWorker(string name, Lane lane, LaneBatch batch, WorkerTools tools)
    {
        Lane = lane;
        Batch = batch;
        _tools = tools;
        _hasTime = face => !face.IsSettled && !tools.Exits.TryExpire(face, _now, _least);
        _thread = new Thread(Work) { IsBackground = true, Name = name };
    }

    public Lane Lane { get; }

    public LaneBatch Batch { get; }

    /// <summary>Whether it sleeps but asks again without being woken. Belongs to the dispatcher's lock.</summary>
    public bool IsAsking { get; set; }

    public void Start() => _thread.Start();

    /// <summary>Has the worker look for a batch again.</summary>
    public void Wake() => _wake.Release();

    /// <summary>Waits for the worker to end, unless it hangs in a stage; its memory must then stay.</summary>
    public void Dispose()
    {
        while (!_tools.Watch.IsHanging(this))
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
            switch (_tools.Dispatcher.Take(this, _tools.Clock.Now))
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
        if (!_tools.Dispatcher.TryReturn(this, _tools.Clock.Now))
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
                goesOn = TryRunStage() && _tools.Policy.StaysTogether;
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
        _least = _tools.Workload.Least(Batch.Stage);
        _now = _tools.Clock.Now;
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

        _tools.Watch.Approach(Batch);
        try
        {
            return RunStage(stage, faces);
        }
        catch (Exception exception)
        {
            // These faces are lost, whatever was thrown; the next batch is not.
            _tools.Watch.End(this);
            GiveUp(FaceEnd.Failed, new StageFailedException(stage + 1, faces, exception));
            return false;
        }
    }

    private bool RunStage(int stage, int faces)
    {
        StageRunner runner = Lane.Runner(Batch.IsAlone);
        ReadOnlySpan<PreparedFace> members = Batch.Members();
        TimeSpan begun = _tools.Clock.Now;
        runner.Gather(stage, members, Batch.Memory);
        TimeSpan gathered = _tools.Clock.Now;
        EnterTurn();
        TimeSpan started = _tools.Clock.Now;
        if (!_tools.Watch.TryBegin(Batch, started))
        {
            _tools.Watch.End(this);
            Batch.Keep(static _ => false);
            return false;
        }

        runner.Execute(stage, Batch.Memory);
        TimeSpan executed = _tools.Clock.Now;
        int rows = Math.Min(Lane.PaddedCount(faces), Batch.Memory.Capacity);
        bool isAbandoned = !_tools.Watch.End(this);
        if (!_tools.Policy.StaysTogether)
        {
            LeaveTurn();
        }

        if (isAbandoned)
        {
            Batch.Keep(static _ => false);
            return false;
        }

        if (!Batch.IsAlone)
        {
            _tools.Workload.Note(stage, rows, executed - started);
        }

        runner.Apply(stage, members, Batch.Memory);
        foreach (PendingFace face in Batch.Faces)
        {
            face.Stage = stage + 1;
            face.Timing = new FaceTiming(
                face.Timing.Waited, face.Timing.Gathered + (started - begun), face.Timing.Executed + (executed - started));
        }

        Batch.Sort(_tools.Exits);
        Batch.Advance();
        _tools.Metrics.BatchRan(stage, faces, rows - faces, gathered - begun, started - gathered, executed - started, _tools.Clock.Now - executed);
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
