using System.Diagnostics;
using System.Runtime.InteropServices;
using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>
/// A thread that fetches views, runs them in its lane and hands out what they show. It owns the memory of its batch and frees it
/// when it ends.
/// </summary>
internal sealed class ViewWorker : IDisposable
{
    private static readonly TimeSpan JoinStep = TimeSpan.FromMilliseconds(100);

    private readonly SearchEngine _engine;
    private readonly FinderLane _lane;
    private readonly FinderRunner _runner;
    private readonly FinderRunner _alone;
    private readonly FinderBatch _memory;
    private readonly CandidateList _candidates = new(CandidateList.PerView);
    private readonly List<PendingView> _batch = [];
    private readonly List<PreparedView> _views = [];
    private readonly Lock _lock = new();
    private readonly Thread _thread;
    private TimeSpan? _runningSince;
    private bool _isProbing;
    private bool _isStalled;

    public ViewWorker(FinderLane lane, int batchLimit, SearchEngine engine)
    {
        _engine = engine;
        _lane = lane;
        _runner = new FinderRunner(lane.Session);
        _alone = lane.Alone is { } alone ? new FinderRunner(alone) : _runner;
        _memory = new FinderBatch(lane.Session.Package.View, batchLimit);
        _thread = new Thread(Work) { IsBackground = true, Name = $"MuSiCa finder {lane.Name}" };
    }

    /// <summary>Name of the lane.</summary>
    public string Name => _lane.Name;

    /// <summary>Whether its batch has not come back in time.</summary>
    public bool IsStalled
    {
        get
        {
            lock (_lock)
            {
                return _isStalled;
            }
        }
    }

    public void Start() => _thread.Start();

    /// <summary>Runs every batch size before there is anything to find, in memory of the calling thread.</summary>
    public void WarmUp(CancellationToken cancellationToken)
    {
        using var memory = new FinderBatch(_memory.Layout, _memory.Capacity);
        for (int views = 1; views <= memory.Capacity; views++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            memory.Count = views;
            _runner.Execute(memory);
            _alone.Execute(memory);
        }
    }

    /// <summary>Gives up the batch that has run for longer than a limit: its views are given back, its searches fail.</summary>
    /// <returns>Whether it had to.</returns>
    public bool Look(TimeSpan limit, TimeSpan now)
    {
        PendingView[] batch;
        bool isProbing;
        lock (_lock)
        {
            if (_isStalled || !(now - _runningSince > limit))
            {
                return false;
            }

            _isStalled = true;
            isProbing = _isProbing;
            batch = [.. _batch];
        }

        // The finder reads a copy of their pixels.
        _engine.NoteRun(isProbing, batch.Length, ran: false);
        _engine.Release(batch);
        Array.ForEach(batch, view => view.Search.Fail(new StageStalledException(0, limit)));
        return true;
    }

    /// <summary>Waits for the worker to end after its pool was closed, unless it hangs.</summary>
    /// <param name="patience">How long to wait at most.</param>
    /// <returns>Whether it ended; else what it uses is still in use, and its views have been given back.</returns>
    public bool Join(TimeSpan patience)
    {
        for (long start = Stopwatch.GetTimestamp(); !IsStalled && Stopwatch.GetElapsedTime(start) < patience;)
        {
            if (_thread.Join(JoinStep))
            {
                return true;
            }
        }

        return _thread.Join(TimeSpan.Zero);
    }

    /// <summary>Gives up whatever it runs.</summary>
    public void Abandon(Exception reason)
    {
        PendingView[] batch;
        lock (_lock)
        {
            // Only what runs is not being read any more.
            batch = _runningSince is null ? [] : [.. _batch];
        }

        _engine.Release(batch);
        Array.ForEach(batch, view => view.Search.Fail(reason));
    }

    /// <summary>Frees its memory. Its own thread does that as the last thing: a finder that hangs goes on using it.</summary>
    public void Dispose() => _memory.Dispose();

    private void Work()
    {
        using (this)
        {
            while (TryStep())
            {
            }
        }
    }

    // A worker outlives whatever is thrown: without it searches would wait forever, and the process would end.
    private bool TryStep()
    {
        try
        {
            switch (_engine.Take(_batch, out bool isAlone))
            {
                case TakeResult.Run:
                    DropLate();
                    Run(isAlone ? _alone : _runner);
                    return true;
                case TakeResult.Probe:
                    Probe();
                    return true;
                default:
                    return false;
            }
        }
        catch (Exception exception)
        {
            _engine.Release(_batch);
            _batch.ForEach(view => view.Search.Fail(new StageFailedException(0, exception)));
            return true;
        }
        finally
        {
            Clear();
        }
    }

    private void Run(FinderRunner runner)
    {
        if (_batch.Count == 0)
        {
            return;
        }

        bool isGivenUp;
        TimeSpan begun = _engine.Now;
        TimeSpan started;
        TimeSpan executed;
        try
        {
            _views.AddRange(_batch.Select(static view => view.View));
            runner.Gather(CollectionsMarshal.AsSpan(_views), _memory);
            started = Begin(isProbing: false);
            runner.Execute(_memory);
            isGivenUp = !TryEnd(out executed);
        }
        catch (Exception exception)
        {
            // These searches are lost, whatever was thrown; the next batch is not.
            if (TryEnd(out _))
            {
                _engine.NoteRun(isProbe: false, _batch.Count, ran: false);
            }

            _engine.Release(_batch);
            var failure = new StageFailedException(0, _batch.Count, exception);
            _batch.ForEach(view => view.Search.Fail(failure));
            return;
        }

        // Before a search is told: who has an answer holds nothing.
        _engine.Release(_batch);
        if (!isGivenUp)
        {
            ReadAll(runner);
            _engine.BatchRan(_batch.Count, started - begun, executed - started, _engine.Now - executed);
        }
    }

    // A view that is no number is the end of its own search; where every view is, the finder has failed. That is noted before its
    // searches are told, which may come back at once.
    private void ReadAll(FinderRunner runner)
    {
        List<(Search Search, Exception Cause)> failed = [];
        for (int row = 0; row < _batch.Count; row++)
        {
            Search search = _batch[row].Search;
            try
            {
                _candidates.Clear();
                runner.Read(_memory, row, _batch[row].Place, search.Terms.Threshold, _candidates);
                search.Add(_candidates);
            }
            catch (Exception exception)
            {
                failed.Add((search, exception));
            }
        }

        _engine.NoteRun(isProbe: false, _batch.Count, ran: failed.Count < _batch.Count);
        failed.ForEach(static one => one.Search.Fail(new StageFailedException(0, one.Cause)));
    }

    // Views of nobody, as many as failed, on each session that may have failed.
    private void Probe()
    {
        if (!_engine.TryBeginProbe(out int rows))
        {
            return;
        }

        bool ran = false;
        try
        {
            _memory.Count = Math.Min(rows, _memory.Capacity);
            _memory.Pixels.Clear();
            Begin(isProbing: true);
            ran = Runs(_runner) && (_alone == _runner || Runs(_alone));
        }
        catch (Exception)
        {
            // That is the answer. What is wrong was told to the callers whose batches failed.
        }

        if (TryEnd(out _))
        {
            _engine.NoteRun(isProbe: true, rows, ran);
        }

        bool Runs(FinderRunner runner)
        {
            runner.Execute(_memory);
            for (int row = 0; row < _memory.Count; row++)
            {
                _candidates.Clear();
                runner.Read(_memory, row, default, threshold: 1, _candidates);
            }

            return true;
        }
    }

    private TimeSpan Begin(bool isProbing)
    {
        lock (_lock)
        {
            TimeSpan now = _engine.Now;
            _isProbing = isProbing;
            _runningSince = now;
            return now;
        }
    }

    // False when the batch had been given up; the lane is then taken to work again.
    private bool TryEnd(out TimeSpan now)
    {
        lock (_lock)
        {
            bool isInTime = !_isStalled;
            _runningSince = null;
            _isStalled = false;
            now = _engine.Now;
            return isInTime;
        }
    }

    // Views of a search that is over, or that would be late.
    private void DropLate()
    {
        TimeSpan now = _engine.Now;
        PendingView[] late = [.. _batch.Where(view => view.Due <= now || view.Search.IsSettled)];
        _batch.RemoveAll(late.Contains);
        _engine.Release(late);
        Array.ForEach(late, static view => view.Search.Fail(new DeadlineExceededException()));
    }

    // Under the lock: whoever gives the batch up looks at it.
    private void Clear()
    {
        _views.Clear();
        lock (_lock)
        {
            _batch.Clear();
        }
    }
}
