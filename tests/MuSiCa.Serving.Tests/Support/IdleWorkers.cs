using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>A dispatcher with workers whose threads never start: batches are taken when the test says so.</summary>
internal sealed class IdleWorkers : IDisposable
{
    public const int Limit = 2;
    public const int Processors = 4;

    private readonly CascadeSession _session = TestModel.Session(QuietStage.All());
    private readonly ServingMetrics _metrics = new(null, TestModel.Stages);
    private readonly TestFaces _faces = new();
    private readonly List<LaneWorker> _workers = [];
    private readonly Lane[] _lanes;
    private readonly Breaker _breaker = TestBreaker.Create();
    private readonly WorkerTools _tools;

    /// <summary>Makes a dispatcher for batches that take a millisecond, whatever their size.</summary>
    /// <param name="sharesProcessors">For each lane, whether it computes on the processors that prepare faces.</param>
    public IdleWorkers(params bool[] sharesProcessors)
        : this(new DrainPolicy(), sharesProcessors)
    {
    }

    public IdleWorkers(IBatchPolicy policy, bool[] sharesProcessors)
    {
        StagePools pools = TestPools.Create(Limit, cost: TestPools.Ms(1));
        _lanes = [.. sharesProcessors.Select(shares => new Lane(new LaneDefinition("lane", _session) { SharesProcessors = shares }))];
        var gate = new Lock();
        var lanes = new LaneGroup(_lanes);
        _tools = new WorkerTools(
            new Dispatcher(gate, pools, new BatchPlanner(pools, policy), new HoldRule(pools, Processors), lanes, _breaker, () => Expected),
            new StageWatch(gate),
            _breaker,
            new Workload(gate, pools, lanes),
            new StageExits(new ExitRule(TestModel.Package), new DegradedMode(new DegradedOptions()), _metrics),
            policy,
            _metrics,
            new SchedulerClock(TimeProvider.System));
    }

    public Dispatcher Dispatcher => _tools.Dispatcher;

    public StageWatch Watch => _tools.Watch;

    /// <summary>Faces that are being prepared.</summary>
    public int Expected { get; set; }

    public LaneWorker Worker(int lane)
    {
        var worker = new LaneWorker("test", _lanes[lane], new LaneBatch(StageShape.Of(TestModel.Package), Limit), _tools);
        _workers.Add(worker);
        Watch.Add(worker);
        return worker;
    }

    /// <summary>Has a worker take a batch, and tells how many faces it got.</summary>
    public int Take(LaneWorker worker) => Dispatcher.Take(worker, default) == TakeResult.Run ? worker.Batch.Faces.Length : 0;

    /// <summary>Lets a number of faces wait for the first stage.</summary>
    public void Wait(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(Dispatcher.TryAdd(Face(), default));
        }
    }

    public PendingFace Face(NoDesk? desk = null)
    {
        var face = new PendingFace(desk ?? new NoDesk());
        var terms = new FaceTerms(new ExitPlan(0.05f, TestModel.Stages), false, FacePriority.Interactive, QueuedFace.Never, default);
        _ = face.Begin(_faces.Prepare(1), terms, default, CancellationToken.None).Preserve();
        return face;
    }

    public void Dispose()
    {
        _workers.ForEach(static worker => worker.Dispose());
        _breaker.Dispose();
        _metrics.Dispose();
        _session.Dispose();
    }
}
