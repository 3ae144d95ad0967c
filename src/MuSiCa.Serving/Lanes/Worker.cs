using System.Diagnostics;

namespace MuSiCa.Serving;

/// <summary>What every worker of a scheduler works with.</summary>
/// <param name="Dispatcher">Hands out batches.</param>
/// <param name="Watch">Knows which batches are on a device.</param>
/// <param name="Workload">Takes what batches took.</param>
/// <param name="Policy">Whether survivors stay together.</param>
/// <param name="Metrics">Takes measurements.</param>
/// <param name="Clock">The time.</param>
internal sealed record WorkerTools(
    Dispatcher Dispatcher, StageWatch Watch, Workload Workload, IBatchPolicy Policy, BatchMetrics Metrics, SchedulerClock Clock);

/// <summary>
/// A thread that fetches batches, gathers their inputs, runs them in its lane and hands out what came of them. A thread of its own,
/// because those of the pool may all be busy decoding. It owns the memory of its batches and frees it when it ends.
/// </summary>
internal sealed class Worker : IDisposable
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan JoinStep = TimeSpan.FromMilliseconds(100);

    private readonly WorkerTools _tools;

    // Not disposed of, which only its wait handle would need: who wakes may come behind the end of the thread.
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Dictionary<BatchModel, IBatchRunner> _runners = [];
    private readonly Thread _thread;
    private bool _hasTurn;

    public Worker(string name, Lane lane, WorkerTools tools)
    {
        Lane = lane;
        _tools = tools;
        _thread = new Thread(Work) { IsBackground = true, Name = name };
    }

    public Lane Lane { get; }

    public Batch Batch { get; } = new();

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
    public void Dispose()
    {
        foreach (IBatchRunner runner in _runners.Values)
        {
            runner.Dispose();
        }
    }

    private void Work()
    {
        using (this)
        {
            while (TryStep())
            {
            }
        }
    }

    // Between two batches nothing of a removed model is in use here.
    private void FreeRemoved()
    {
        foreach ((BatchModel model, IBatchRunner runner) in _runners)
        {
            if (model.IsRemoved)
            {
                _runners.Remove(model);
                runner.Dispose();
            }
        }
    }

    // A worker outlives whatever is thrown: without it the items of its lane would wait forever, and the process would end.
    private bool TryStep()
    {
        try
        {
            FreeRemoved();
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
            WorkItem.EndAll(
                _tools.Dispatcher.RemoveAll(),
                WorkEnd.Failed,
                item => new StageFailedException(item.Model.NumberOf(item.Stage), exception));
            return true;
        }
    }

    private void RunBatch()
    {
        RunStages();
        if (!_tools.Dispatcher.TryReturn(this, _tools.Clock.Now))
        {
            // The breaker may have closed again since.
            Batch.EndAll(WorkEnd.GivenBack, new AdmissionException(
                _tools.Dispatcher.IsClosed
                    ? AdmissionRefusal.Draining
                    : AdmissionRefusal.Failing(Batch.Model.Breaker.Status.RetryAfter)));
        }

        // Last: whoever is waiting for these may come back at once, and should find the lane idle.
        Batch.SendLeaving();
    }

    private void RunStages()
    {
        try
        {
            bool goesOn = true;
            while (goesOn && Batch.Items.Length > 0)
            {
                Batch.SendLeaving();

                // Before each stage: who cannot get through it in time leaves with what it has, or with nothing.
                TimeSpan now = _tools.Clock.Now;
                Batch.DropLate(now, _tools.Workload.Least(Batch, now));
                goesOn = TryRunStage() && _tools.Policy.StaysTogether && !Batch.IsShadow;
            }
        }
        finally
        {
            LeaveTurn();
        }
    }

    private bool TryRunStage()
    {
        int items = Batch.Items.Length;
        if (items == 0)
        {
            return false;
        }

        Batch.Rows = items;
        try
        {
            return RunStage(items);
        }
        catch (Exception exception)
        {
            // These items are lost, whatever was thrown; the next batch is not.
            if (_tools.Watch.End(this) && !Batch.IsShadow)
            {
                Batch.Model.Breaker.NoteFailure(Batch.Stage, items);
            }

            Batch.EndAll(WorkEnd.Failed, new StageFailedException(Batch.Model.NumberOf(Batch.Stage), items, exception));
            return false;
        }
    }

    private bool RunStage(int items)
    {
        BatchModel model = Batch.Model;
        int stage = Batch.Stage;
        IBatchRunner runner = RunnerOf(model);
        using var trace = BatchTrace.Begin(Batch);
        TimeSpan begun = _tools.Clock.Now;
        runner.Gather(stage, Batch.Items);
        TimeSpan gathered = _tools.Clock.Now;

        // Only now may the batch be given up: what gathering reads must stay as it is.
        _tools.Watch.Approach(Batch);
        EnterTurn();
        TimeSpan started = _tools.Clock.Now;
        bool begins = _tools.Watch.TryBegin(Batch, started);
        if (begins)
        {
            runner.Execute(stage, Batch.IsAlone);
        }

        TimeSpan executed = _tools.Clock.Now;
        int rows = Math.Min(model.PaddedCount(Lane.Index, items), model.Buckets.Limit);
        bool isAbandoned = !_tools.Watch.End(this);
        if (begins && !_tools.Policy.StaysTogether)
        {
            LeaveTurn();
        }

        if (isAbandoned)
        {
            Batch.DropAll();
            return false;
        }

        _tools.Workload.Note(Batch, rows, executed - started, executed);
        var times = new BatchTimes(gathered - begun, started - gathered, executed - started);
        runner.Complete(Batch, times);
        trace?.Complete();
        if (!Batch.IsShadow)
        {
            _tools.Metrics.BatchRan(model.NumberOf(stage), items, rows - items, times, _tools.Clock.Now - executed);
        }

        return true;
    }

    // With as many rows as the batch that failed, none of them anybody's, on each session that may have failed.
    private void RunProbe()
    {
        bool ran = false;
        try
        {
            IBatchRunner runner = RunnerOf(Batch.Model);
            runner.Blank(Batch.Rows);
            _tools.Watch.Approach(Batch);
            EnterTurn();
            ran = _tools.Watch.TryBegin(Batch, _tools.Clock.Now)
                && Runs(runner, isAlone: false)
                && (!Batch.Model.HasAlone || Runs(runner, isAlone: true));
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
                Batch.Model.Breaker.EndProbe(ran);
            }
        }

        bool Runs(IBatchRunner runner, bool isAlone)
        {
            runner.Execute(Batch.Stage, isAlone);
            return runner.IsFinite();
        }
    }

    private IBatchRunner RunnerOf(BatchModel model)
    {
        if (!_runners.TryGetValue(model, out IBatchRunner? runner))
        {
            runner = model.CreateRunner(Lane.Index);
            _runners.Add(model, runner);
        }

        return runner;
    }

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
