using System.Runtime.InteropServices;
using MuSiCa.Finder;

namespace MuSiCa.Serving;

/// <summary>A thread that fetches views, runs them in its lane and hands out what they show.</summary>
internal sealed class ViewWorker : IDisposable
{
    private readonly SearchEngine _engine;
    private readonly FinderRunner _runner;
    private readonly FinderRunner _alone;
    private readonly FinderBatch _memory;
    private readonly CandidateList _candidates = new(CandidateList.PerView);
    private readonly List<PendingView> _batch = [];
    private readonly List<PreparedView> _views = [];
    private readonly List<Search> _over = [];
    private readonly Lock _lock = new();
    private readonly Thread _thread;
    private TimeSpan? _runningSince;
    private bool _isStalled;

    public ViewWorker(FinderLane lane, int batchLimit, SearchEngine engine)
    {
        _engine = engine;
        _runner = new FinderRunner(lane.Session);
        _alone = lane.Alone is { } alone ? new FinderRunner(alone) : _runner;
        _memory = new FinderBatch(lane.Session.Package.View, batchLimit);
        _thread = new Thread(Work) { IsBackground = true, Name = $"MuSiCa finder {lane.Name}" };
    }

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

    /// <summary>Runs a batch of a size before there is anything to find.</summary>
    public void WarmUp(int views)
    {
        _memory.Count = views;
        _runner.Execute(_memory);
        _alone.Execute(_memory);
    }

    /// <summary>Gives up the batch that has run for longer than a limit.</summary>
    /// <returns>Whether it had to.</returns>
    public bool Look(TimeSpan limit, TimeSpan now)
    {
        lock (_lock)
        {
            if (_isStalled || !(now - _runningSince > limit))
            {
                return false;
            }

            _isStalled = true;
            _batch.ForEach(view => view.Search.Fail(new StageStalledException(0, limit)));
            return true;
        }
    }

    /// <summary>Waits for the worker to end, unless it hangs; its memory must then stay.</summary>
    public void Dispose()
    {
        while (!IsStalled)
        {
            if (_thread.Join(TimeSpan.FromMilliseconds(100)))
            {
                _memory.Dispose();
                return;
            }
        }
    }

    private void Work()
    {
        while (_engine.TryTake(_batch, out bool isAlone))
        {
            DropSettled();
            if (_batch.Count > 0)
            {
                Run(isAlone ? _alone : _runner);
            }

            Clear();
        }
    }

    private void Run(FinderRunner runner)
    {
        try
        {
            _views.AddRange(_batch.Select(static view => view.View));
            TimeSpan begun = _engine.Now;
            runner.Gather(CollectionsMarshal.AsSpan(_views), _memory);
            TimeSpan started = Begin();
            runner.Execute(_memory);
            TimeSpan executed = End();
            Release();
            for (int row = 0; row < _batch.Count; row++)
            {
                Read(runner, row);
            }

            _engine.BatchRan(_batch.Count, started - begun, executed - started, _engine.Now - executed);
        }
        catch (Exception exception)
        {
            // These searches are lost, whatever was thrown; the next batch is not.
            End();
            Release();
            var failure = new StageFailedException(0, _batch.Count, exception);
            _batch.ForEach(view => view.Search.Fail(failure));
        }
    }

    // Before a search is told: who has an answer holds nothing.
    private void Release()
    {
        _views.ForEach(_engine.Release);
        _views.Clear();
    }

    private void Read(FinderRunner runner, int row)
    {
        PendingView view = _batch[row];
        if (!view.Search.IsSettled)
        {
            _candidates.Clear();
            runner.Read(_memory, row, view.Place, view.Search.Terms.Threshold, _candidates);
            view.Search.Add(_candidates);
        }
    }

    private TimeSpan Begin()
    {
        lock (_lock)
        {
            TimeSpan now = _engine.Now;
            _runningSince = now;
            return now;
        }
    }

    private TimeSpan End()
    {
        lock (_lock)
        {
            _runningSince = null;
            _isStalled = false;
            return _engine.Now;
        }
    }

    // Views of a search that is over, or that would be late.
    private void DropSettled()
    {
        TimeSpan now = _engine.Now;
        _batch.RemoveAll(view =>
        {
            bool isOver = view.Due <= now || view.Search.IsSettled;
            if (isOver)
            {
                _engine.Release(view.View);
                _over.Add(view.Search);
            }

            return isOver;
        });

        // Nothing new to those that are settled.
        _over.ForEach(static search => search.Fail(new DeadlineExceededException()));
        _over.Clear();
    }

    // Under the lock: whoever gives the batch up looks at it.
    private void Clear()
    {
        lock (_lock)
        {
            _batch.Clear();
        }
    }
}
