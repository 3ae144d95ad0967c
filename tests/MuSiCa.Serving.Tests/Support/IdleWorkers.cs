using System.Diagnostics.Metrics;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>A dispatcher with workers whose threads never start: batches are taken when the test says so.</summary>
internal sealed class IdleWorkers : IDisposable
{
    public const int Limit = 2;
    public const int Processors = 4;

    private readonly CascadeSession _session = TestModel.Session(QuietStage.All());
    private readonly Meter _meter = new(BatchScheduler.MeterName);
    private readonly TestFaces _faces = new();
    private readonly List<Worker> _workers = [];
    private readonly Lane[] _lanes;
    private readonly CascadeModel _model;
    private readonly WorkerTools _tools;

    /// <summary>Makes a dispatcher for batches that take a millisecond, whatever their size.</summary>
    /// <param name="sharesProcessors">For each lane, whether it computes on the processors that prepare faces.</param>
    public IdleWorkers(params bool[] sharesProcessors)
        : this(BatchPolicies.Create(BatchPolicies.Drain), sharesProcessors)
    {
    }

    public IdleWorkers(IBatchPolicy policy, bool[] sharesProcessors)
    {
        _lanes = [.. sharesProcessors.Select(static (shares, index) => new Lane(new LaneDefinition("lane") { SharesProcessors = shares }, index))];
        var gate = new Lock();
        var queues = new QueueSet();
        var lanes = new LaneGroup(_lanes);
        var dispatcher = new Dispatcher(gate, queues, new BatchPlanner(queues, policy), new HoldRule(queues, Processors), lanes);
        _model = new CascadeModel(
            [.. _lanes.Select(_ => new LaneSession<CascadeSession>(_session))], Limit, TestBreaker.Create(), () => Expected);
        for (int stage = 0; stage < TestModel.Stages; stage++)
        {
            for (int bucket = 0; bucket < _model.Buckets.Sizes.Length; bucket++)
            {
                _model.Costs.Set(stage, bucket, TestQueues.Ms(1));
            }
        }

        dispatcher.Add(_model);
        var metrics = new BatchMetrics(_meter, lanes, dispatcher);
        metrics.Add(new Served(_model));
        _tools = new WorkerTools(
            dispatcher, new StageWatch(gate), new Workload(gate, queues, lanes), policy, metrics, new SchedulerClock(TimeProvider.System));
    }

    public Dispatcher Dispatcher => _tools.Dispatcher;

    public StageWatch Watch => _tools.Watch;

    public BatchModel Model => _model;

    /// <summary>Faces that are being prepared.</summary>
    public int Expected { get; set; }

    public Worker Worker(int lane)
    {
        var worker = new Worker("test", _lanes[lane], _tools);
        _workers.Add(worker);
        Watch.Add(worker);
        return worker;
    }

    /// <summary>Has a worker take a batch, and tells how many faces it got.</summary>
    public int Take(Worker worker) => Dispatcher.Take(worker, default) == TakeResult.Run ? worker.Batch.Items.Length : 0;

    /// <summary>Lets a number of faces wait for the first stage.</summary>
    public void Wait(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(TryAdd(Face()));
        }
    }

    /// <summary>Lets a face wait for the first stage.</summary>
    public bool TryAdd(PendingFace face) => Dispatcher.TryAdd([face], default);

    /// <summary>An item of the model that nobody waits for, or one that somebody does.</summary>
    public TestItem Item(bool isShadow, int stage = 0) => new(_model) { Shadow = isShadow, Stage = stage };

    public PendingFace Face(NoOwner? owner = null)
    {
        var face = new PendingFace(_model, owner ?? new NoOwner());
        var terms = new FaceTerms(new ExitPlan(0.05f, TestModel.Stages), false, FacePriority.Interactive, WorkItem.Never, default);
        _ = face.Begin(_faces.Prepare(1), terms, default, CancellationToken.None).Preserve();
        return face;
    }

    public void Dispose()
    {
        _workers.ForEach(static worker => worker.Dispose());
        _model.Breaker.Dispose();
        _meter.Dispose();
        _session.Dispose();
    }

    private sealed record Served(BatchModel Model) : IServedModel
    {
        public IReadOnlyList<ServedLane> Lanes => [];

        public void Close(Exception reason)
        {
        }
    }
}
