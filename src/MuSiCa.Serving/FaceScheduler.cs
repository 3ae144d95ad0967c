using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>
/// Aligns faces stage by stage in batches that are formed anew for each stage: survivors of one batch meet those of others and
/// newcomers in the pool of their next stage, and a lane takes what is worth most from there. Bounded by places: a face holds
/// one from its admission until its outcome.
/// </summary>
public sealed class FaceScheduler : IFaceAligner, IFaceDesk, IServingState, IDisposable
{
    // What runs when the scheduler stops may be waited for; what hangs may not.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    private readonly SchedulerClock _clock;
    private readonly ServingLog _log;
    private readonly StageWatch _watch;
    private readonly Breaker _breaker;
    private readonly Buckets _buckets;
    private readonly PlaceCounter _places;
    private readonly DegradedMode _degraded;
    private readonly ServingMetrics _metrics;
    private readonly Lane[] _lanes;
    private readonly LaneWorker[] _workers;
    private readonly Workload _workload;
    private readonly OrderDesk _orders;
    private readonly Dispatcher _dispatcher;
    private readonly Watchdog _watchdog;
    private readonly BoundedPool<PendingFace> _faces;
    private int _present;
    private int _disposed;

    /// <summary>Creates the scheduler and starts its workers.</summary>
    /// <param name="lanes">What runs batches, all with the same model.</param>
    /// <param name="options">How much is taken and how it is run.</param>
    /// <param name="memory">Counts the memory of prepared faces, perhaps beside that of other things.</param>
    /// <param name="timeProvider">Measures batches, ages and deadlines.</param>
    /// <param name="meters">Where the meter comes from; a meter of its own without one.</param>
    /// <param name="logger">Takes what the operator should know; nothing without one.</param>
    public FaceScheduler(
        IReadOnlyList<LaneDefinition> lanes,
        SchedulerOptions options,
        MemoryBudget memory,
        TimeProvider timeProvider,
        IMeterFactory? meters = null,
        ILogger<FaceScheduler>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentOutOfRangeException.ThrowIfZero(lanes.Count);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.QueueLimit);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.StageTimeout, TimeSpan.Zero);
        ModelPackage package = lanes[0].Session.Package;
        if (lanes.Any(lane => lane.Session.Package != package || (lane.Alone ?? lane.Session).Package != package || lane.Workers < 1))
        {
            throw new ArgumentException("Lanes must have the same model and at least one worker each.", nameof(lanes));
        }

        _clock = new SchedulerClock(timeProvider);
        _log = new ServingLog(logger);
        _breaker = new Breaker(package.Name, package.Stages.Length, options.Breaker, _clock, timeProvider, _log, OnBreakerChanged);
        var rule = new ExitRule(package);
        IBatchPolicy policy = BatchPolicies.Create(options.Policy);
        _buckets = new Buckets(options.BatchLimit);
        _places = new PlaceCounter(options.QueueLimit, memory, PreparedFace.BytesOf(package));
        Memory = memory;
        _degraded = new DegradedMode(options.Degraded);
        _metrics = new ServingMetrics(meters, package.Stages.Length);
        _faces = new BoundedPool<PendingFace>(options.QueueLimit, () => new PendingFace(this));
        _lanes = [.. lanes.Select(static lane => new Lane(lane))];

        var gate = new Lock();
        var group = new LaneGroup(_lanes);
        var pools = new StagePools(package.Stages.Length, _buckets, new StageCosts(package.Stages.Length, _buckets));
        bool hasAlone = lanes.Any(static lane => lane.Alone is not null);
        _watch = new StageWatch(gate);
        _workload = new Workload(gate, pools, group, hasAlone ? new StageCosts(package.Stages.Length, _buckets) : null);
        _orders = new OrderDesk(rule, policy, _places, memory, _workload, _clock, options.Patience);
        _dispatcher = new Dispatcher(
            gate, pools, new BatchPlanner(pools, policy), new HoldRule(pools, Environment.ProcessorCount), group, _breaker, CountExpected);
        var tools = new WorkerTools(
            _dispatcher, _watch, _breaker, _workload, new StageExits(rule, _degraded, _metrics), policy, _metrics, _clock);
        _workers = [.. _lanes.SelectMany(lane => CreateWorkers(lane, StageShape.Of(package), tools))];
        _watchdog = new Watchdog(_watch, _dispatcher, _breaker, options.StageTimeout, _clock, timeProvider);
        _metrics.Observe(this);
        Array.ForEach(_workers, _watch.Add);
        Array.ForEach(_workers, static worker => worker.Start());
    }

    /// <inheritdoc/>
    public bool IsStalled => _dispatcher.IsStalled;

    /// <inheritdoc/>
    public BreakerStatus Breaker => _breaker.Status;

    /// <inheritdoc/>
    public int PlacesTaken => _places.Taken;

    /// <inheritdoc/>
    public int PlaceLimit => _places.Limit;

    /// <summary>Memory of what has been accepted.</summary>
    public MemoryBudget Memory { get; }

    /// <summary>Whether the degraded mode raises thresholds now.</summary>
    public bool IsDegraded => _degraded.IsActive;

    int IServingState.BatchLimit => _buckets.Limit;

    IReadOnlyList<Lane> IServingState.Lanes => _lanes;

    // Why nothing can be aligned at present; null where it can.
    private AdmissionRefusal? Unable =>
        IsStalled ? AdmissionRefusal.Stalled
        : _breaker.IsOpen ? AdmissionRefusal.Failing(_breaker.Status.RetryAfter)
        : null;

    // Why faces are given back. What kept them from running may be gone by now, which makes it no shutdown: that one stays.
    private AdmissionRefusal GivenBack =>
        _dispatcher.IsClosed ? AdmissionRefusal.Draining : Unable ?? AdmissionRefusal.Failing(TimeSpan.Zero);

    /// <inheritdoc/>
    public bool TryAdmit(
        FaceOrder order,
        [NotNullWhen(true)] out IFaceAdmission? admission,
        [NotNullWhen(false)] out AdmissionRefusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order.Faces);
        FaceTerms terms = _orders.Terms(order);
        refusal = _orders.TakePlaces(order, Unable);
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
    public Task WarmUpAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            foreach (Lane lane in _lanes)
            {
                LaneWarmup.Run(lane, _buckets, _clock, _workload.Set, cancellationToken);
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
    /// Stops after the batches that are running; faces that still wait are given back with an <see cref="AdmissionException"/>. What
    /// a stage that hangs uses stays as it is, and so do its sessions when they are disposed of: it may come back at any time.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _places.Close(new AdmissionException(AdmissionRefusal.Draining));
        _dispatcher.Close();
        GiveBackWaiting();
        long start = Stopwatch.GetTimestamp();
        foreach (LaneWorker worker in _workers)
        {
            if (!worker.Join(StopPatience - Stopwatch.GetElapsedTime(start)))
            {
                LeaveBehind(worker);
            }
        }

        _watchdog.Dispose();
        _breaker.Dispose();
        _metrics.Dispose();
    }

    int IServingState.Waiting(int stage) => _dispatcher.CountOf(stage);

    void IFaceDesk.Completed(PendingFace face, in FaceOutcome outcome)
    {
        FreePlace(face.Priority);
        _metrics.Left(outcome);
        _workload.NoteThrough(outcome.Stages);
    }

    void IFaceDesk.Failed(PendingFace face, FaceEnd end)
    {
        FreePlace(face.Priority);
        _metrics.Ended(end);
    }

    void IFaceDesk.Left(PendingFace face)
    {
        FreePlace(face.Priority);
        bool isWaiting = _dispatcher.TryRemove(face);
        _metrics.Cancelled(isWaiting, face.HasWaited);
        if (isWaiting)
        {
            face.Drop();
        }
    }

    void IFaceDesk.Return(PendingFace face) => _faces.Return(face);

    internal ValueTask<FaceOutcome> Take(PreparedFace face, in FaceTerms terms, CancellationToken cancellationToken)
    {
        TimeSpan now = _clock.Now;
        Interlocked.Increment(ref _present);
        PendingFace pending = _faces.Rent();
        ValueTask<FaceOutcome> outcome = pending.Begin(face, terms, now, cancellationToken);
        if (!_dispatcher.TryAdd(pending, now))
        {
            GiveBack(pending);
        }

        return outcome;
    }

    internal ValueTask<int> TakePlacesAsync(int wanted, FacePriority priority, CancellationToken cancellationToken) =>
        _places.TakeAsync(wanted, priority, cancellationToken);

    internal void FreeUnused(int places, FacePriority priority)
    {
        _places.Free(places, priority);
        _degraded.Observe(_places);
        _dispatcher.Reconsider(_clock.Now);
    }

    private void FreePlace(FacePriority priority)
    {
        Interlocked.Decrement(ref _present);
        _places.Free(1, priority);
        _degraded.Observe(_places);
    }

    // Admitted and not handed over yet.
    private int CountExpected() => _places.Taken - Volatile.Read(ref _present);

    // A face that has left already keeps that outcome.
    private void GiveBack(PendingFace face)
    {
        face.Fail(FaceEnd.GivenBack, new AdmissionException(GivenBack));
        face.Drop();
    }

    private void GiveBackWaiting()
    {
        foreach (PendingFace face in _dispatcher.RemoveAll())
        {
            GiveBack(face);
        }
    }

    private void LeaveBehind(LaneWorker worker)
    {
        var faces = new List<(PendingFace Face, int Stage)>();
        _watch.Abandon(worker, faces);
        foreach ((PendingFace face, _) in faces)
        {
            face.Fail(FaceEnd.GivenBack, new AdmissionException(AdmissionRefusal.Draining));
            face.LetGo();
        }

        _log.LeftBehind(worker.Lane.Definition.Name);
    }

    // On the thread that changed it, which holds no lock: a worker, the watchdog or a timer.
    private void OnBreakerChanged()
    {
        if (_breaker.State == BreakerState.Open)
        {
            GiveBackWaiting();
        }
        else
        {
            _dispatcher.Reconsider(_clock.Now);
        }
    }

    private IEnumerable<LaneWorker> CreateWorkers(Lane lane, StageShape shape, WorkerTools tools) => Enumerable
        .Range(1, lane.Definition.Workers)
        .Select(number => new LaneWorker($"MuSiCa {lane.Definition.Name} {number}", lane, new LaneBatch(shape, _buckets.Limit), tools));
}
