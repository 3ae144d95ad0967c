using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>
/// Runs the views of all photos through the finder in batches. Bounded by places: a view holds one from its admission until it has
/// run, or until its search is over while it waits. What fails or hangs fails the searches of its batch only; a finder that fails
/// every time is left alone by a breaker.
/// </summary>
public sealed class SearchEngine : IFaceSearch, IDisposable
{
    private const int LooksPerLimit = 4;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    private readonly SchedulerClock _clock;
    private readonly SearchOptions _options;
    private readonly PlaceCounter _places;
    private readonly MemoryBudget _memory;
    private readonly ViewPool _pool;
    private readonly ViewWorker[] _workers;
    private readonly FinderMetrics _metrics;
    private readonly ServingLog _log;
    private readonly Breaker _breaker;
    private readonly ITimer _watchdog;
    private int _disposed;

    /// <summary>Creates the engine and starts its workers.</summary>
    /// <param name="lanes">What runs batches, all with the same finder.</param>
    /// <param name="options">How much is taken and how it is run.</param>
    /// <param name="memory">Counts the memory of views beside that of other things.</param>
    /// <param name="timeProvider">Measures batches and deadlines.</param>
    /// <param name="meters">Where the meter comes from; a meter of its own without one.</param>
    /// <param name="logger">Takes what the operator should know; nothing without one.</param>
    public SearchEngine(
        IReadOnlyList<FinderLane> lanes,
        SearchOptions options,
        MemoryBudget memory,
        TimeProvider timeProvider,
        IMeterFactory? meters = null,
        ILogger<SearchEngine>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentOutOfRangeException.ThrowIfZero(lanes.Count);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.QueueLimit);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BatchLimit);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.StageTimeout, TimeSpan.Zero);
        _clock = new SchedulerClock(timeProvider);
        _options = options;
        _memory = memory;
        _places = new PlaceCounter(options.QueueLimit, memory, lanes[0].Session.Package.View.ByteCount, MemoryUse.Views);
        _log = new ServingLog(logger);
        _breaker = new Breaker(lanes[0].Session.Package.Name, 1, options.Breaker, _clock, timeProvider, _log, OnBreakerChanged);
        _pool = new ViewPool(options.BatchLimit, _breaker);
        _metrics = new FinderMetrics(meters, () => _pool.Count, options.BatchLimit);
        _workers = [.. lanes.Select(lane => new ViewWorker(lane, options.BatchLimit, this))];
        _watchdog = timeProvider.CreateTimer(
            static state => ((SearchEngine)state!).Look(), this, options.StageTimeout / LooksPerLimit, options.StageTimeout / LooksPerLimit);
        Array.ForEach(_workers, static worker => worker.Start());
    }

    /// <inheritdoc/>
    public bool IsStalled => Array.TrueForAll(_workers, static worker => worker.IsStalled);

    /// <inheritdoc/>
    public BreakerStatus Breaker => _breaker.Status;

    /// <summary>Places taken now: views admitted that have not run.</summary>
    public int PlacesTaken => _places.Taken;

    internal TimeSpan Now => _clock.Now;

    // Why nothing can be searched at present; null where it can.
    private AdmissionRefusal? Unable =>
        IsStalled ? AdmissionRefusal.Stalled
        : _breaker.IsOpen ? AdmissionRefusal.Failing(_breaker.Status.RetryAfter)
        : null;

    /// <inheritdoc/>
    public bool TryAdmit(
        int views,
        [NotNullWhen(true)] out ISearchAdmission? admission,
        [NotNullWhen(false)] out AdmissionRefusal? refusal)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(views);
        refusal = Unable ?? TakePlaces(views);
        admission = refusal is null ? new SearchAdmission(this, views) : null;
        return refusal is null;
    }

    /// <inheritdoc/>
    public Task WarmUpAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            foreach (ViewWorker worker in _workers)
            {
                worker.WarmUp(cancellationToken);
            }
        },
        cancellationToken).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public Task DrainAsync(CancellationToken cancellationToken)
    {
        _places.Drain();
        return _places.Empty.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Stops after the batches that are running; searches that still wait fail with an <see cref="AdmissionException"/>. What a
    /// finder that hangs uses stays as it is, and so do its sessions when they are disposed of: it may come back at any time.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _places.Drain();
        GiveBack(_pool.Close(), AdmissionRefusal.Draining);
        long start = Stopwatch.GetTimestamp();
        foreach (ViewWorker worker in _workers)
        {
            if (!worker.Join(StopPatience - Stopwatch.GetElapsedTime(start)))
            {
                worker.Abandon(new AdmissionException(AdmissionRefusal.Draining));
                _log.LeftBehind($"finder {worker.Name}");
            }
        }

        _watchdog.Dispose();
        _breaker.Dispose();
    }

    internal Task<CandidateList> Take(IReadOnlyList<PreparedView> views, SearchTerms terms, CancellationToken cancellationToken)
    {
        TimeSpan now = _clock.Now;
        TimeSpan due = terms.TimeLeft is { } left && left < QueuedFace.Never - now ? now + left : QueuedFace.Never;
        var search = new Search(views, terms, now, due, _options.Patience, Withdraw, cancellationToken);
        if (!_pool.TryAdd(search))
        {
            // The breaker may have closed again since, which makes it no shutdown.
            GiveBack(search.Views, Unable ?? (_places.IsDraining ? AdmissionRefusal.Draining : AdmissionRefusal.Failing(TimeSpan.Zero)));
        }
        else if (IsStalled)
        {
            // Looked at only now, so that a stall is seen here or finds them waiting.
            GiveBack(_pool.Remove(search), AdmissionRefusal.Stalled);
        }

        return search.Outcome;
    }

    internal TakeResult Take(List<PendingView> batch, out bool isAlone) => _pool.Take(batch, _workers.Length, out isAlone);

    /// <summary>Gives back the pixels and the places of views that have them still.</summary>
    internal void Release(IReadOnlyList<PendingView> views)
    {
        int places = 0;
        foreach (PendingView view in views)
        {
            if (view.TakeView() is { } pixels)
            {
                pixels.Dispose();
                places++;
            }
        }

        FreePlaces(places);
    }

    internal bool TryBeginProbe(out int views) => _breaker.TryBeginProbe(out _, out views);

    /// <summary>Notes whether a batch ran, a probe or one of callers.</summary>
    internal void NoteRun(bool isProbe, int views, bool ran)
    {
        if (isProbe)
        {
            _breaker.EndProbe(ran);
        }
        else if (ran)
        {
            _breaker.NoteSuccess(0);
        }
        else
        {
            _breaker.NoteFailure(0, views);
        }
    }

    internal void FreePlaces(int places)
    {
        if (places > 0)
        {
            _places.Free(places);
        }
    }

    internal void BatchRan(int views, TimeSpan gather, TimeSpan execute, TimeSpan apply) =>
        _metrics.BatchRan(views, gather, execute, apply);

    private AdmissionRefusal? TakePlaces(int views) => _places.TryTake(views) switch
    {
        null => null,
        RefusalReason.Faces => AdmissionRefusal.Views(
            views, _places.Taken, _places.Limit, views > _places.Limit ? null : TimeSpan.FromSeconds(1)),
        RefusalReason.Memory => AdmissionRefusal.Memory(views * _places.BytesPerPlace, _memory, TimeSpan.FromSeconds(1)),
        _ => AdmissionRefusal.Draining,
    };

    private void Look()
    {
        bool gaveUp = false;
        foreach (ViewWorker worker in _workers)
        {
            gaveUp |= worker.Look(_options.StageTimeout, _clock.Now);
        }

        if (gaveUp && IsStalled)
        {
            GiveBack(_pool.RemoveAll(), AdmissionRefusal.Stalled);
        }
    }

    private void GiveBack(IReadOnlyList<PendingView> views, AdmissionRefusal refusal)
    {
        Release(views);
        foreach (PendingView view in views)
        {
            view.Search.Fail(new AdmissionException(refusal));
        }
    }

    // Of a search that is over: what waits needs neither its place nor its memory any more.
    private void Withdraw(Search search) => Release(_pool.Remove(search));

    // On the thread that changed it, which holds no lock: a worker, the watchdog or a timer.
    private void OnBreakerChanged()
    {
        if (_breaker.State == BreakerState.Open)
        {
            GiveBack(_pool.RemoveAll(), AdmissionRefusal.Failing(_breaker.Status.RetryAfter));
        }
        else
        {
            _pool.Wake();
        }
    }
}
