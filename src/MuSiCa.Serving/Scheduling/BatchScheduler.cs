using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>
/// Runs the batches of any number of models on one set of lanes, stage by stage: detection is stage 0, the stages of a cascade follow.
/// A batch is formed anew for each stage: survivors of one batch meet those of others and newcomers in the queue of their next stage,
/// and a lane takes what is worth most from there. Each model has its own capacity and its own breaker; watchdog, costs and drain are
/// the same for all.
/// </summary>
public sealed class BatchScheduler : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "MuSiCa";

    // What runs when the scheduler stops may be waited for; what hangs may not.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    private readonly SchedulerOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly SchedulerClock _clock;
    private readonly ServingLog _log;
    private readonly Meter _meter;
    private readonly BatchMetrics _metrics;
    private readonly CascadeMetrics _cascadeMetrics;
    private readonly IBatchPolicy _policy;
    private readonly LaneGroup _lanes;
    private readonly StageWatch _watch;
    private readonly Workload _workload;
    private readonly Dispatcher _dispatcher;
    private readonly Worker[] _workers;
    private readonly Watchdog _watchdog;
    private readonly Lock _lock = new();
    private readonly List<IServedModel> _served = [];
    private bool _isDisposed;

    /// <summary>Creates a scheduler without models and starts its workers.</summary>
    /// <param name="lanes">What runs batches.</param>
    /// <param name="options">How.</param>
    /// <param name="timeProvider">Measures batches, ages and deadlines.</param>
    /// <param name="meters">Where the meter comes from; a meter of its own without one.</param>
    /// <param name="logger">Takes what the operator should know; nothing without one.</param>
    public BatchScheduler(
        IReadOnlyList<LaneDefinition> lanes,
        SchedulerOptions options,
        TimeProvider timeProvider,
        IMeterFactory? meters = null,
        ILogger<BatchScheduler>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentOutOfRangeException.ThrowIfZero(lanes.Count);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.StageTimeout, TimeSpan.Zero);
        if (lanes.Any(static lane => lane.Workers < 1))
        {
            throw new ArgumentException("Lanes must have at least one worker each.", nameof(lanes));
        }

        _options = options;
        _timeProvider = timeProvider;
        _clock = new SchedulerClock(timeProvider);
        _log = new ServingLog(logger);
        _policy = BatchPolicies.Create(options.Policy);
        _meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _cascadeMetrics = new CascadeMetrics(_meter);

        var gate = new Lock();
        var queues = new QueueSet();
        _lanes = new LaneGroup([.. lanes.Select(static (lane, index) => new Lane(lane, index))]);
        _watch = new StageWatch(gate);
        _workload = new Workload(gate, queues, _lanes);
        _dispatcher = new Dispatcher(
            gate, queues, new BatchPlanner(queues, _policy), new HoldRule(queues, Environment.ProcessorCount), _lanes);
        _metrics = new BatchMetrics(_meter, _lanes, _dispatcher);
        var tools = new WorkerTools(_dispatcher, _watch, _workload, _policy, _metrics, _clock);
        _workers = [.. _lanes.All.SelectMany(lane => CreateWorkers(lane, tools))];
        _watchdog = new Watchdog(_watch, _dispatcher, options.StageTimeout, _clock, timeProvider);
        Array.ForEach(_workers, _watch.Add);
        Array.ForEach(_workers, static worker => worker.Start());
    }

    /// <summary>Serves a cascade.</summary>
    /// <param name="sessions">What runs it on each of the lanes, in their order, all of the same model.</param>
    /// <param name="options">How much of it is taken.</param>
    /// <param name="memory">Counts the memory of prepared faces, perhaps beside that of other things.</param>
    /// <returns>Where its faces are handed over; stops with the scheduler.</returns>
    public ServedCascade Add(IReadOnlyList<LaneSession<CascadeSession>> sessions, CascadeOptions options, MemoryBudget memory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(memory);
        ModelPackage package = PackageOf(sessions, static session => session.Package);
        Breaker breaker = CreateBreaker(package.Name, package.Stages.Length);
        return Serve(breaker, new ServedCascade(sessions, options, memory, breaker, Tools, _cascadeMetrics));
    }

    /// <summary>Serves a cascade no longer. Its sessions may then be disposed of: what still runs in them keeps them until it is back.</summary>
    /// <param name="cascade">The cascade, drained: faces that still wait are given back with an <see cref="AdmissionException"/>.</param>
    public void Remove(ServedCascade cascade)
    {
        ArgumentNullException.ThrowIfNull(cascade);
        IServedModel served = cascade;
        lock (_lock)
        {
            if (!_served.Remove(served))
            {
                return;
            }
        }

        var refusal = new AdmissionException(AdmissionRefusal.Draining);
        served.Close(refusal);
        WorkItem.EndAll(_dispatcher.Remove(served.Model), WorkEnd.GivenBack, _ => refusal);
        _metrics.Remove(served);
        cascade.Forget();
        served.Model.Breaker.Dispose();
    }

    /// <summary>Serves a detector.</summary>
    /// <param name="sessions">What runs it on each of the lanes, in their order, all of the same model.</param>
    /// <param name="options">How much of it is taken.</param>
    /// <param name="memory">Counts the memory of views, perhaps beside that of other things.</param>
    /// <returns>Where its views are handed over; stops with the scheduler.</returns>
    public ServedDetector Add(IReadOnlyList<LaneSession<FinderSession>> sessions, DetectorOptions options, MemoryBudget memory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(memory);
        FinderPackage package = PackageOf(sessions, static session => session.Package);
        Breaker breaker = CreateBreaker(package.Name, stages: 1);
        return Serve(breaker, new ServedDetector(sessions, options, memory, breaker, Tools));
    }

    /// <summary>
    /// Stops after the batches that are running; what still waits is given back with an <see cref="AdmissionException"/>. What
    /// a stage that hangs uses stays as it is, and so do its sessions when they are disposed of: it may come back at any time.
    /// </summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        var refusal = new AdmissionException(AdmissionRefusal.Draining);
        _served.ForEach(served => served.Close(refusal));
        _dispatcher.Close();
        WorkItem.EndAll(_dispatcher.RemoveAll(), WorkEnd.GivenBack, _ => refusal);
        long start = Stopwatch.GetTimestamp();
        foreach (Worker worker in _workers)
        {
            if (!worker.Join(StopPatience - Stopwatch.GetElapsedTime(start)))
            {
                var items = new List<WorkItem>();
                _watch.Abandon(worker, items);
                StageWatch.EndHeld(items, WorkEnd.GivenBack, _ => refusal);
                _log.LeftBehind(worker.Lane.Definition.Name);
            }
        }

        _watchdog.Dispose();
        _served.ForEach(static served => served.Model.Breaker.Dispose());
        _meter.Dispose();
    }

    private ServingTools Tools => new(_dispatcher, _workload, _policy, _clock);

    private TServed Serve<TServed>(Breaker breaker, TServed served)
        where TServed : IServedModel
    {
        breaker.Changed += () => OnBreakerChanged(served.Model);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _served.Add(served);
        }

        _dispatcher.Add(served.Model);
        _metrics.Add(served);
        return served;
    }

    // On the thread that changed it, which holds no lock: a worker, the watchdog or a timer.
    private void OnBreakerChanged(BatchModel model)
    {
        if (model.Breaker.State == BreakerState.Open)
        {
            var refusal = new AdmissionException(AdmissionRefusal.Failing(model.Breaker.Status.RetryAfter));
            WorkItem.EndAll(_dispatcher.RemoveAll(model), WorkEnd.GivenBack, _ => refusal);
        }
        else
        {
            _dispatcher.Reconsider(_clock.Now);
        }
    }

    private Breaker CreateBreaker(string model, int stages) => new(model, stages, _options.Breaker, _clock, _timeProvider, _log);

    private TPackage PackageOf<TSession, TPackage>(IReadOnlyList<LaneSession<TSession>> sessions, Func<TSession, TPackage> packageOf)
        where TSession : class
        where TPackage : class
    {
        ArgumentNullException.ThrowIfNull(sessions);
        if (sessions.Count != _lanes.All.Count)
        {
            throw new ArgumentException($"There are {_lanes.All.Count} lanes, and sessions for {sessions.Count}.", nameof(sessions));
        }

        TPackage package = packageOf(sessions[0].Session);
        return sessions.All(one => packageOf(one.Session) == package && packageOf(one.Alone ?? one.Session) == package)
            ? package
            : throw new ArgumentException("The sessions of all lanes must have the same model.", nameof(sessions));
    }

    private static IEnumerable<Worker> CreateWorkers(Lane lane, WorkerTools tools) => Enumerable
        .Range(1, lane.Definition.Workers)
        .Select(number => new Worker($"MuSiCa {lane.Definition.Name} {number}", lane, tools));
}

/// <summary>A model that a scheduler serves.</summary>
internal interface IServedModel
{
    /// <summary>Its queues, costs and breaker.</summary>
    BatchModel Model { get; }

    /// <summary>What its lanes are in metrics, in their order; nothing where they are not shown.</summary>
    IReadOnlyList<ServedLane> Lanes { get; }

    /// <summary>Takes nothing more, and gives up those who wait for capacity.</summary>
    void Close(Exception reason);
}

/// <summary>What runs a model on a lane, for metrics.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Its version.</param>
internal sealed record ServedLane(ExecutionProvider Provider, string Model, string Version);

/// <summary>What a served model works with.</summary>
/// <param name="Dispatcher">Where items wait.</param>
/// <param name="Workload">How long they will.</param>
/// <param name="Policy">Whether faces may leave early.</param>
/// <param name="Clock">The time.</param>
internal sealed record ServingTools(Dispatcher Dispatcher, Workload Workload, IBatchPolicy Policy, SchedulerClock Clock)
{
    /// <summary>Why nothing of a model can run at present; null where it can.</summary>
    public AdmissionRefusal? Unable(BatchModel model) =>
        Dispatcher.IsStalled ? AdmissionRefusal.Stalled
        : model.Breaker.IsOpen ? AdmissionRefusal.Failing(model.Breaker.Status.RetryAfter)
        : null;

    /// <summary>
    /// Why what was handed over is given back. What kept it from running may be gone by now, which makes it no shutdown: that one stays.
    /// </summary>
    public AdmissionException GivenBack(BatchModel model) => new(
        Dispatcher.IsClosed ? AdmissionRefusal.Draining : Unable(model) ?? AdmissionRefusal.Failing(TimeSpan.Zero));

    /// <summary>Runs and measures every batch size of a model on every lane. Cancelled, it waits for no run, which may hang.</summary>
    public Task WarmUpAsync(BatchModel model, int lanes, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            for (int lane = 0; lane < lanes; lane++)
            {
                LaneWarmup.Run(model, lane, Workload, Clock, cancellationToken);
            }
        },
        cancellationToken).WaitAsync(cancellationToken);
}

/// <summary>How a scheduler runs what its models take.</summary>
public sealed record SchedulerOptions
{
    /// <summary>How batches are formed: one of <see cref="BatchPolicies.Names"/>.</summary>
    public string Policy { get; init; } = BatchPolicies.Reform;

    /// <summary>Time after which a stage that has not come back is given up, with its batch; above 0.</summary>
    public TimeSpan StageTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When a model that fails every time is left alone.</summary>
    public BreakerOptions Breaker { get; init; } = new();
}

/// <summary>The time since the scheduler began.</summary>
internal sealed class SchedulerClock(TimeProvider timeProvider)
{
    private readonly long _start = timeProvider.GetTimestamp();

    public TimeSpan Now => timeProvider.GetElapsedTime(_start);
}
