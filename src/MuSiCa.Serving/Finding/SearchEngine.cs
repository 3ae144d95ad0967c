using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using MuSiCa.Finder;

namespace MuSiCa.Serving;

/// <summary>
/// Runs the views of all photos through the finder in batches. Bounded by places: a view holds one from its admission until it has
/// run. What fails or hangs fails the searches of its batch only.
/// </summary>
public sealed class SearchEngine : IFaceSearch, IDisposable
{
    private const int LooksPerLimit = 4;

    private readonly SchedulerClock _clock;
    private readonly SearchOptions _options;
    private readonly PlaceCounter _places;
    private readonly PlaceCounter _photos;
    private readonly MemoryBudget _memory;
    private readonly ViewPool _pool;
    private readonly ViewWorker[] _workers;
    private readonly FinderMetrics _metrics;
    private readonly ITimer _watchdog;
    private int _disposed;

    /// <summary>Creates the engine and starts its workers.</summary>
    /// <param name="lanes">What runs batches, all with the same finder.</param>
    /// <param name="options">How much is taken and how it is run.</param>
    /// <param name="memory">Counts the memory of views beside that of other things.</param>
    /// <param name="timeProvider">Measures batches and deadlines.</param>
    /// <param name="meters">Where the meter comes from; a meter of its own without one.</param>
    public SearchEngine(
        IReadOnlyList<FinderLane> lanes,
        SearchOptions options,
        MemoryBudget memory,
        TimeProvider timeProvider,
        IMeterFactory? meters = null)
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
        _places = new PlaceCounter(options.QueueLimit, memory, lanes[0].Session.Package.View.ByteCount);
        _photos = new PlaceCounter(int.MaxValue, memory, bytesPerPlace: 0);
        _pool = new ViewPool(options.BatchLimit);
        _metrics = new FinderMetrics(meters, () => _pool.Count);
        _workers = [.. lanes.Select(lane => new ViewWorker(lane, options.BatchLimit, this))];
        _watchdog = timeProvider.CreateTimer(
            static state => ((SearchEngine)state!).Look(), this, options.StageTimeout / LooksPerLimit, options.StageTimeout / LooksPerLimit);
        Array.ForEach(_workers, static worker => worker.Start());
    }

    /// <inheritdoc/>
    public bool IsStalled => Array.TrueForAll(_workers, static worker => worker.IsStalled);

    /// <summary>Places taken now: views admitted that have not run.</summary>
    public int PlacesTaken => _places.Taken;

    internal TimeSpan Now => _clock.Now;

    /// <inheritdoc/>
    public bool TryAdmit(
        int views,
        [NotNullWhen(true)] out ISearchAdmission? admission,
        [NotNullWhen(false)] out AdmissionRefusal? refusal)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(views);
        refusal = IsStalled ? AdmissionRefusal.Stalled
            : _photos.TryTake(1) is null ? TakePlaces(views)
            : AdmissionRefusal.Draining;
        admission = refusal is null ? new SearchAdmission(this, views) : null;
        if (refusal is not null)
        {
            _metrics.Refused(refusal.Reason);
        }

        return refusal is null;
    }

    /// <inheritdoc/>
    public Task WarmUpAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            foreach (ViewWorker worker in _workers)
            {
                for (int views = 1; views <= _options.BatchLimit; views++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    worker.WarmUp(views);
                }
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task DrainAsync(CancellationToken cancellationToken)
    {
        _places.Drain();
        _photos.Drain();
        return Task.WhenAll(_places.Empty, _photos.Empty).WaitAsync(cancellationToken);
    }

    /// <summary>Stops after the batches that are running; searches that still wait fail with an <see cref="AdmissionException"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _places.Drain();
        GiveBack(_pool.Close(), AdmissionRefusal.Draining);
        Array.ForEach(_workers, static worker => worker.Dispose());
        _watchdog.Dispose();
    }

    internal Task<CandidateList> Take(IReadOnlyList<PreparedView> views, SearchTerms terms, CancellationToken cancellationToken)
    {
        TimeSpan now = _clock.Now;
        var search = new Search(views.Count, terms, cancellationToken);
        TimeSpan due = terms.TimeLeft is { } left && left < QueuedFace.Never - now ? now + left : QueuedFace.Never;
        PendingView[] pending =
        [
            .. views.Select(view => new PendingView(view, search)
            {
                Priority = terms.Priority,
                Pooled = now,
                Due = due,
                Rank = due == QueuedFace.Never ? now + _options.Patience : due,
            }),
        ];
        if (IsStalled)
        {
            GiveBack(pending, AdmissionRefusal.Stalled);
        }
        else if (!_pool.TryAdd(pending))
        {
            GiveBack(pending, AdmissionRefusal.Draining);
        }

        return search.Outcome;
    }

    internal bool TryTake(List<PendingView> batch, out bool isAlone) => _pool.TryTake(batch, _workers.Length, out isAlone);

    internal void Release(PreparedView view)
    {
        view.Dispose();
        _places.Free(1);
    }

    internal void ClosePhoto() => _photos.Free(1);

    internal void FreePlaces(int places)
    {
        if (places > 0)
        {
            _places.Free(places);
        }
    }

    internal void BatchRan(int views, TimeSpan gather, TimeSpan execute, TimeSpan apply) =>
        _metrics.BatchRan(views, gather, execute, apply);

    private AdmissionRefusal? TakePlaces(int views)
    {
        AdmissionRefusal? refusal = _places.TryTake(views) switch
        {
            null => null,
            RefusalReason.Faces => AdmissionRefusal.Views(
                views, _places.Taken, _places.Limit, views > _places.Limit ? null : TimeSpan.FromSeconds(1)),
            RefusalReason.Memory => AdmissionRefusal.Memory(views * _places.BytesPerPlace, _memory, TimeSpan.FromSeconds(1)),
            _ => AdmissionRefusal.Draining,
        };
        if (refusal is not null)
        {
            ClosePhoto();
        }

        return refusal;
    }

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
        foreach (PendingView view in views)
        {
            Release(view.View);
        }

        foreach (PendingView view in views)
        {
            view.Search.Fail(new AdmissionException(refusal));
        }
    }
}
