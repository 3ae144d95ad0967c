using System.Diagnostics.CodeAnalysis;
using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>How many views of a detector are taken, and how many run together.</summary>
public sealed record DetectorOptions
{
    /// <summary>Places: views that may be accepted and unfinished at the same time, above 0.</summary>
    public int QueueLimit { get; init; } = 256;

    /// <summary>Views that run together at most, above 0.</summary>
    public int BatchLimit { get; init; } = 4;

    /// <summary>Time after which a view without a deadline ranks like one whose deadline has come.</summary>
    public TimeSpan Patience { get; init; } = new CascadeOptions().Patience;
}

/// <summary>
/// A detector that a scheduler serves: admits the views of photos, hands them to its queue and tells their callers. Bounded by
/// places: a view holds one from its admission until it has run, or until its search is over while it waits. What fails or hangs
/// fails the searches of its batch only. Stops with its scheduler.
/// </summary>
public sealed class ServedDetector : IFaceSearch, IServedModel
{
    private readonly DetectorOptions _options;
    private readonly MemoryBudget _memory;
    private readonly ServingTools _tools;
    private readonly DetectorModel _model;
    private readonly PlaceCounter _places;
    private readonly int _lanes;

    internal ServedDetector(
        IReadOnlyList<LaneSession<FinderSession>> sessions, DetectorOptions options, MemoryBudget memory, Breaker breaker, ServingTools tools)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.QueueLimit);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BatchLimit);
        _options = options;
        _memory = memory;
        _tools = tools;
        _model = new DetectorModel(sessions, options.BatchLimit, breaker);
        _places = new PlaceCounter(options.QueueLimit, memory, _model.Package.View.ByteCount, MemoryUse.Views);
        _lanes = sessions.Count;
    }

    /// <inheritdoc/>
    public bool IsStalled => _tools.Dispatcher.IsStalled;

    /// <inheritdoc/>
    public BreakerStatus Breaker => _model.Breaker.Status;

    /// <summary>Places taken now: views admitted that have not run.</summary>
    public int PlacesTaken => _places.Taken;

    internal BatchModel Model => _model;

    BatchModel IServedModel.Model => _model;

    IReadOnlyList<ServedLane> IServedModel.Lanes => [];

    /// <inheritdoc/>
    public bool TryAdmit(
        int views,
        [NotNullWhen(true)] out ISearchAdmission? admission,
        [NotNullWhen(false)] out AdmissionRefusal? refusal)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(views);
        refusal = _tools.Unable(_model) ?? TakePlaces(views);
        admission = refusal is null ? new SearchAdmission(this, views) : null;
        return refusal is null;
    }

    /// <inheritdoc/>
    public Task WarmUpAsync(CancellationToken cancellationToken) => _tools.WarmUpAsync(_model, _lanes, cancellationToken);

    /// <inheritdoc/>
    public Task DrainAsync(CancellationToken cancellationToken)
    {
        _places.Drain();
        return _places.Empty.WaitAsync(cancellationToken);
    }

    void IServedModel.Close(Exception reason) => _places.Close(reason);

    internal Task<CandidateList> Take(IReadOnlyList<PreparedView> views, SearchTerms terms, CancellationToken cancellationToken)
    {
        TimeSpan now = _tools.Clock.Now;
        TimeSpan due = terms.TimeLeft is { } left && left < WorkItem.Never - now ? now + left : WorkItem.Never;
        var search = new Search(views, terms, now, due, _options.Patience, this, cancellationToken);
        if (!_tools.Dispatcher.TryAdd(search.Views, now))
        {
            AdmissionException refusal = _tools.GivenBack(_model);
            WorkItem.EndAll(search.Views, WorkEnd.GivenBack, _ => refusal);
        }

        return search.Outcome;
    }

    /// <summary>Gives back the views of a search that is over and that still wait.</summary>
    internal void Withdraw(Search search) => Array.ForEach(_tools.Dispatcher.Remove(search.Views), static view => view.Drop());

    internal void FreePlaces(int places)
    {
        if (places > 0)
        {
            _places.Free(places);
        }
    }

    private AdmissionRefusal? TakePlaces(int views) => _places.TryTake(views) switch
    {
        null => null,
        RefusalReason.Faces => AdmissionRefusal.Views(
            views, _places.Taken, _places.Limit, views > _places.Limit ? null : TimeSpan.FromSeconds(1)),
        RefusalReason.Memory => AdmissionRefusal.Memory(views * _places.BytesPerPlace, _memory, TimeSpan.FromSeconds(1)),
        _ => AdmissionRefusal.Draining,
    };
}
