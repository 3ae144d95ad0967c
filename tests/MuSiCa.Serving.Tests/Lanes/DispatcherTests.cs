using MuSiCa.Cascade;

namespace MuSiCa.Serving.Tests;

/// <summary>Who may take which batch, with workers whose threads never start.</summary>
public sealed class DispatcherTests : IDisposable
{
    private const int Limit = 2;
    private readonly CascadeSession _session = TestModel.Session(QuietStage.All());
    private readonly ServingMetrics _metrics = new(null, TestModel.Stages);
    private readonly TestFaces _faces = new();
    private readonly List<LaneWorker> _workers = [];
    private readonly Lane[] _lanes;
    private readonly Dispatcher _dispatcher;

    public DispatcherTests()
    {
        StagePools pools = TestPools.Create(Limit, cost: TestPools.Ms(1));
        _lanes = [new Lane(new LaneDefinition("one", _session)), new Lane(new LaneDefinition("two", _session))];
        _dispatcher = new Dispatcher(pools, new BatchPlanner(pools, new DrainPolicy()), _lanes);
    }

    [Fact]
    public void TryTake_NothingWaits_TakesNothing()
    {
        LaneWorker worker = Worker(lane: 0);

        Assert.False(_dispatcher.TryTake(worker, default, out bool isClosed));

        Assert.False(isClosed);
        Assert.Equal(0, worker.Batch.Faces.Length);
    }

    [Fact]
    public void TryTake_TwoIdleLanes_ShareWhatThereIs()
    {
        Wait(2);

        Assert.Equal(1, Take(Worker(lane: 0)));
        Assert.Equal(1, Take(Worker(lane: 1)));
    }

    [Fact]
    public void TryTake_LaneIsBusyAndAnotherIsIdle_LeavesAFullBatchToTheIdleOne()
    {
        Wait(1);
        Assert.Equal(1, Take(Worker(lane: 0)));
        Wait(Limit);

        Assert.Equal(0, Take(Worker(lane: 0)));
        Assert.Equal(Limit, Take(Worker(lane: 1)));
    }

    [Fact]
    public void TryTake_EveryLaneIsBusy_PreparesAFullBatchAndNoSmallerOne()
    {
        Wait(1);
        Assert.Equal(1, Take(Worker(lane: 0)));
        Wait(1);
        Assert.Equal(1, Take(Worker(lane: 1)));
        LaneWorker second = Worker(lane: 0);

        Wait(Limit - 1);
        Assert.Equal(0, Take(second));
        Wait(1);
        Assert.Equal(Limit, Take(second));
    }

    [Fact]
    public void TryTake_LaneIsStalled_TakesNothingUntilItIsBack()
    {
        Wait(1);
        LaneWorker hanging = Worker(lane: 0);
        LaneWorker sibling = Worker(lane: 0);
        Assert.Equal(1, Take(hanging));
        _dispatcher.Approach(hanging.Batch);
        Assert.True(_dispatcher.TryBeginStage(hanging.Batch, default));
        List<(PendingFace Face, int Stage)> failed = [];
        _dispatcher.Abandon(TestPools.Ms(10), TestPools.Ms(11), failed);
        Assert.Single(failed);
        Wait(3 * Limit);

        Assert.Equal(0, Take(sibling));
        Assert.False(_dispatcher.EndStage(hanging, null));
        Assert.True(_dispatcher.TryReturn(hanging, default));

        Assert.Equal(Limit, Take(sibling));
    }

    [Fact]
    public void TryTake_Closed_TakesNothingAndSaysSo()
    {
        Wait(1);
        _dispatcher.Close();

        Assert.False(_dispatcher.TryTake(Worker(lane: 0), default, out bool isClosed));

        Assert.True(isClosed);
        Assert.False(_dispatcher.TryAdd(Face(), default));
        Assert.Single(_dispatcher.RemoveAll());
    }

    public void Dispose()
    {
        _workers.ForEach(static worker => worker.Batch.Dispose());
        _metrics.Dispose();
        _session.Dispose();
    }

    private int Take(LaneWorker worker) => _dispatcher.TryTake(worker, default, out _) ? worker.Batch.Faces.Length : 0;

    private void Wait(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(_dispatcher.TryAdd(Face(), default));
        }
    }

    private PendingFace Face()
    {
        var face = new PendingFace(new NoDesk());
        var terms = new FaceTerms(new ExitPlan(0.05f, TestModel.Stages), false, FacePriority.Interactive, QueuedFace.Never, default);
        _ = face.Begin(_faces.Prepare(1), terms, default, CancellationToken.None).Preserve();
        return face;
    }

    private LaneWorker Worker(int lane)
    {
        var exits = new StageExits(new ExitRule(TestModel.Package), new DegradedMode(new DegradedOptions()), _metrics);
        var worker = new LaneWorker(
            "test", _lanes[lane], new LaneBatch(StageShape.Of(TestModel.Package), Limit), _dispatcher, exits, new DrainPolicy(), _metrics,
            new SchedulerClock(TimeProvider.System));
        _workers.Add(worker);
        _dispatcher.Add(worker);
        return worker;
    }
}
