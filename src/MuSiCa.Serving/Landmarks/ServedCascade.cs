using System.Diagnostics.CodeAnalysis;
using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>How many faces of a cascade are taken, and how many run together.</summary>
public sealed record CascadeOptions
{
    /// <summary>Places: faces that may be accepted and unfinished at the same time, above 0.</summary>
    public int QueueLimit { get; init; } = 256;

    /// <summary>Faces that run together at most, above 0.</summary>
    public int BatchLimit { get; init; } = 16;

    /// <summary>Age at which a face without a deadline goes before one whose deadline comes later.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The degraded mode.</summary>
    public DegradedOptions Degraded { get; init; } = new();

    /// <summary>How exits watch themselves; by default they do not.</summary>
    public ShadowOptions Shadow { get; init; } = new();
}

/// <summary>
/// A cascade that a scheduler serves: admits faces, hands them to the queues and tells their callers. Bounded by places: a face holds
/// one from its admission until its outcome. Stops with its scheduler.
/// </summary>
public sealed class ServedCascade : IFaceAligner, IFaceOwner, IServedModel
{
    private readonly ServingTools _tools;
    private readonly CascadeModel _model;
    private readonly PlaceCounter _places;
    private readonly DegradedMode _degraded;
    private readonly CascadeMetrics _metrics;
    private readonly StageExits _exits;
    private readonly ExitShadows _shadows;
    private readonly Demand _demand;
    private readonly FaceOrders _orders;
    private readonly BoundedPool<PendingFace> _faces;
    private readonly ServedLane[] _lanes;
    private int _present;

    internal ServedCascade(
        IReadOnlyList<LaneSession<CascadeSession>> sessions,
        CascadeOptions options,
        MemoryBudget memory,
        Breaker breaker,
        ServingTools tools,
        CascadeMetrics metrics)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.QueueLimit);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BatchLimit);
        _tools = tools;
        _model = new CascadeModel(sessions, options.BatchLimit, breaker, CountExpected);
        var rule = new ExitRule(_model.Package);
        _places = new PlaceCounter(options.QueueLimit, memory, PreparedFace.BytesOf(_model.Package));
        _degraded = new DegradedMode(options.Degraded);
        _metrics = metrics;
        ThresholdFollower? follower = options.Shadow.Follow.Enabled
            ? new ThresholdFollower(_model.Package.Stages.Length, options.Shadow.Follow)
            : null;
        _exits = new StageExits(rule, new RetryRule(_model.Package), _degraded, _metrics, follower);
        _shadows = new ExitShadows(options.Shadow, _model, _places, memory, _metrics, tools, follower);
        _demand = new Demand(_model);
        _orders = new FaceOrders(rule, _places, memory, _model, _demand, tools, options.Patience);
        _faces = new BoundedPool<PendingFace>(options.QueueLimit, () => new PendingFace(_model, this));
        _lanes = [.. sessions.Select(lane => new ServedLane(lane.Session.Provider.Active, _model.Package.Name, _model.Package.Version))];
        _metrics.Add(_model.Queues.Length, _places, memory, _degraded, _model.Package.Name, follower);
    }

    /// <inheritdoc/>
    public bool IsStalled => _tools.Dispatcher.IsStalled;

    /// <inheritdoc/>
    public BreakerStatus Breaker => _model.Breaker.Status;

    /// <inheritdoc/>
    public int PlacesTaken => _places.Taken;

    /// <inheritdoc/>
    public int PlaceLimit => _places.Limit;

    /// <summary>Whether the degraded mode raises thresholds now.</summary>
    public bool IsDegraded => _degraded.IsActive;

    BatchModel IServedModel.Model => _model;

    IReadOnlyList<ServedLane> IServedModel.Lanes => _lanes;

    /// <inheritdoc/>
    public bool TryAdmit(
        FaceOrder order,
        [NotNullWhen(true)] out IFaceAdmission? admission,
        [NotNullWhen(false)] out AdmissionRefusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order.Faces);
        FaceTerms terms = _orders.Terms(order);
        refusal = _orders.TakePlaces(order, _tools.Unable(_model));
        if (refusal is null)
        {
            _degraded.Observe(_places);
            admission = new FaceAdmission(this, order.Faces, terms);
            return true;
        }

        _metrics.Refused(refusal.Reason);
        admission = null;
        return false;
    }

    /// <inheritdoc/>
    public Task WarmUpAsync(CancellationToken cancellationToken) => _tools.WarmUpAsync(_model, _lanes.Length, cancellationToken);

    /// <inheritdoc/>
    public Task DrainAsync(CancellationToken cancellationToken)
    {
        _places.Drain();
        _shadows.Close();
        return Task.WhenAll(_places.Empty, _shadows.Empty).WaitAsync(cancellationToken);
    }

    void IServedModel.Close(Exception reason)
    {
        _places.Close(reason);
        _shadows.Close();
    }

    internal void Forget()
    {
        _metrics.Remove(_places);
        _shadows.Detach();
    }

    FaceOutcome? IFaceOwner.Decide(PendingFace face) => _exits.Decide(face);

    FaceOutcome? IFaceOwner.DecideLate(PendingFace face) => _exits.DecideLate(face);

    void IFaceOwner.Completed(PendingFace face, in FaceOutcome outcome)
    {
        FreePlace(face.Priority);
        _metrics.Left(outcome);
        _tools.Workload.NoteThrough(_demand, outcome.Stages, outcome.Passes);
        _shadows.Offer(face, outcome);
    }

    void IFaceOwner.Failed(PendingFace face, WorkEnd end)
    {
        FreePlace(face.Priority);
        _metrics.Ended(end);
    }

    void IFaceOwner.Left(PendingFace face)
    {
        FreePlace(face.Priority);
        bool isWaiting = _tools.Dispatcher.TryRemove(face);
        _metrics.Cancelled(isWaiting, face.HasWaited);
        if (isWaiting)
        {
            face.Drop();
        }
    }

    void IFaceOwner.Return(PendingFace face) => _faces.Return(face);

    internal ValueTask<FaceOutcome> Take(PreparedFace face, in FaceTerms terms, CancellationToken cancellationToken)
    {
        TimeSpan now = _tools.Clock.Now;
        Interlocked.Increment(ref _present);
        PendingFace pending = _faces.Rent();
        ValueTask<FaceOutcome> outcome = pending.Begin(face, terms, now, cancellationToken);
        WorkItem item = pending;
        if (!_tools.Dispatcher.TryAdd(new ReadOnlySpan<WorkItem>(in item), now))
        {
            // A face that has left already keeps that outcome.
            pending.Fail(WorkEnd.GivenBack, _tools.GivenBack(_model));
            pending.Drop();
        }

        return outcome;
    }

    internal ValueTask<int> TakePlacesAsync(int wanted, FacePriority priority, CancellationToken cancellationToken) =>
        _places.TakeAsync(wanted, priority, cancellationToken);

    internal void FreeUnused(int places, FacePriority priority)
    {
        _places.Free(places, priority);
        _degraded.Observe(_places);
        _tools.Dispatcher.Reconsider(_tools.Clock.Now);
    }

    private void FreePlace(FacePriority priority)
    {
        Interlocked.Decrement(ref _present);
        _places.Free(1, priority);
        _degraded.Observe(_places);
    }

    // Admitted and not handed over yet.
    private int CountExpected() => _places.Taken - Volatile.Read(ref _present);
}
