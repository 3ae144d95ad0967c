using System.Diagnostics;
using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>
/// A thread that fetches batches, gathers their patches, runs them in its lane and decides which faces leave. A thread of its
/// own, because those of the pool may all be busy decoding. It owns the memory of its batch and frees it when it ends.
/// </summary>
internal sealed class LaneWorker : IDisposable
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan JoinStep = TimeSpan.FromMilliseconds(100);

    private readonly WorkerTools _tools;

    // Not disposed of, which only its wait handle would need: who wakes may come behind the end of the thread.
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread _thread;
    private readonly Predicate<PendingFace> _hasTime;
    private readonly bool[] _isApplied;
    private TimeSpan _least;
    private TimeSpan _now;
    private bool _hasTurn;

    public LaneWorker(string name, Lane lane, LaneBatch batch, WorkerTools tools)
    {
        Lane = lane;
        Batch = batch;
        _tools = tools;
        _isApplied = new bool[batch.Memory.Capacity];
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

    /// <summary>Waits for the worker to end after its dispatcher was closed, unless it hangs in a stage.</summary>
    /// <param name="patience">How long to wait at most.</param>
    /// <returns>Whether it ended; else what it uses is still in use.</returns>
    public bool Join(TimeSpan patience)
    {
        for (long start = Stopwatch.GetTimestamp(); !_tools.Watch.IsHanging(this) && Stopwatch.GetElapsedTime(start) < patience;)
        {
            if (_thread.Join(JoinStep))
            {
                return true;
            }
        }

        return _thread.Join(TimeSpan.Zero);
    }

    /// <summary>Frees its memory. Its own thread does that as the last thing: a stage that hangs goes on using it.</summary>
    public void Dispose() => Batch.Dispose();

    private void Work()
    {
        using (this)
        {
            while (TryStep())
            {
            }
        }
    }

    // A worker outlives whatever is thrown: without it the faces of its lane would wait forever, and the process would end.
    private bool TryStep()
    {
        try
        {
            switch (_tools.Dispatcher.Take(this, _tools.Clock.Now))
            {
                case TakeResult.Run:
                    RunBatch();
                    return true;
                case TakeResult.Probe:
                    RunProbe();
                    return true;
                case TakeResult.Sleep:
                    _wake.Wait();
                    return true;
                case TakeResult.AskAgain:
                    _wake.Wait(AskAgain);
                    return true;
                default:
                    return false;
            }
        }
        catch (Exception exception)
        {
            // From choosing a batch, which is what can throw here: the next attempt would throw again.
            foreach (PendingFace face in _tools.Dispatcher.RemoveAll())
            {
                face.Fail(FaceEnd.Failed, new StageFailedException(face.Stage + 1, exception));
                face.Drop();
            }

            return true;
        }
    }

    private void RunBatch()
    {
        RunStages();
        if (!_tools.Dispatcher.TryReturn(this, _tools.Clock.Now))
        {
            // The breaker may have closed again since.
            GiveUp(FaceEnd.GivenBack, new AdmissionException(
                _tools.Dispatcher.IsClosed ? AdmissionRefusal.Draining : AdmissionRefusal.Failing(_tools.Breaker.Status.RetryAfter)));
        }

        // Last: whoever is waiting for these may come back at once, and should find the lane idle.
        Batch.SendLeaving();
    }

    // With the rows of the batch that failed, none of them anybody's, on each session that may have failed.
    private void RunProbe()
    {
        bool ran = false;
        try
        {
            _tools.Watch.Approach(Batch);
            EnterTurn();
            if (_tools.Watch.TryBegin(Batch, _tools.Clock.Now))
            {
                ran = Lane.Probe(Batch.Stage, Batch.Memory);
            }
        }
        catch (Exception)
        {
            // That is the answer. What is wrong was told to the callers whose batches failed.
        }
        finally
        {
            bool isAbandoned = !_tools.Watch.End(this);
            LeaveTurn();
            _tools.Dispatcher.TryReturn(this, _tools.Clock.Now);
            if (!isAbandoned)
            {
                _tools.Breaker.EndProbe(ran);
            }
        }
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
        _now = _tools.Clock.Now;
        _least = _tools.Workload.Least(Batch.Stage, Batch.IsAlone, _now);
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
            if (_tools.Watch.End(this))
            {
                _tools.Breaker.NoteFailure(stage, faces);
            }

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

        _tools.Workload.Note(stage, rows, Batch.IsAlone, executed - started, executed);
        Apply(runner, stage, members);
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

    // A row that is no number is the end of its own face; where every row is, the stage has failed. That is noted before anybody is
    // told, who may come back at once.
    private void Apply(StageRunner runner, int stage, ReadOnlySpan<PreparedFace> members)
    {
        int applied = 0;
        for (int row = 0; row < members.Length; row++)
        {
            _isApplied[row] = runner.TryApply(stage, row, members[row], Batch.Memory);
            applied += _isApplied[row] ? 1 : 0;
        }

        if (applied > 0)
        {
            _tools.Breaker.NoteSuccess(stage);
        }
        else
        {
            _tools.Breaker.NoteFailure(stage, members.Length);
        }

        for (int row = 0; row < members.Length && applied < members.Length; row++)
        {
            if (!_isApplied[row])
            {
                Batch.Faces[row].Fail(FaceEnd.Failed, new StageFailedException(
                    stage + 1, new StageOutputException(stage + 1, Lane.Definition.Session.Package.Name)));
            }
        }
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
