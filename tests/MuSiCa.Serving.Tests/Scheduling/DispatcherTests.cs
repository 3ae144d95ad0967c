namespace MuSiCa.Serving.Tests;

/// <summary>Who may take which batch.</summary>
public sealed class DispatcherTests : IDisposable
{
    private const int Limit = IdleWorkers.Limit;
    private readonly IdleWorkers _two = new(sharesProcessors: [false, false]);

    [Fact]
    public void Take_NothingWaits_TakesNothingAndSleeps()
    {
        Worker worker = _two.Worker(lane: 0);

        Assert.Equal(TakeResult.Sleep, _two.Dispatcher.Take(worker, default));

        Assert.Equal(0, worker.Batch.Items.Length);
    }

    [Fact]
    public void Take_TwoIdleLanes_ShareWhatThereIs()
    {
        _two.Wait(2);

        Assert.Equal(1, _two.Take(_two.Worker(lane: 0)));
        Assert.Equal(1, _two.Take(_two.Worker(lane: 1)));
    }

    [Fact]
    public void Take_LaneIsBusyAndAnotherIsIdle_LeavesAFullBatchToTheIdleOne()
    {
        _two.Wait(1);
        Assert.Equal(1, _two.Take(_two.Worker(lane: 0)));
        _two.Wait(Limit);

        Assert.Equal(0, _two.Take(_two.Worker(lane: 0)));
        Assert.Equal(Limit, _two.Take(_two.Worker(lane: 1)));
    }

    [Fact]
    public void Take_EveryLaneIsBusy_PreparesAFullBatchAndNoSmallerOne()
    {
        _two.Wait(1);
        Assert.Equal(1, _two.Take(_two.Worker(lane: 0)));
        _two.Wait(1);
        Assert.Equal(1, _two.Take(_two.Worker(lane: 1)));
        Worker second = _two.Worker(lane: 0);

        _two.Wait(Limit - 1);
        Assert.Equal(0, _two.Take(second));
        _two.Wait(1);
        Assert.Equal(Limit, _two.Take(second));
    }

    [Fact]
    public void Take_LaneIsStalled_TakesNothingUntilItIsBack()
    {
        _two.Wait(1);
        Worker hanging = _two.Worker(lane: 0);
        Worker sibling = _two.Worker(lane: 0);
        Assert.Equal(1, _two.Take(hanging));
        _two.Watch.Approach(hanging.Batch);
        Assert.True(_two.Watch.TryBegin(hanging.Batch, default));
        List<WorkItem> failed = [];
        _two.Watch.Abandon(TestQueues.Ms(10), TestQueues.Ms(11), failed, []);
        Assert.Single(failed);
        _two.Wait(3 * Limit);

        Assert.Equal(0, _two.Take(sibling));
        Assert.False(_two.Watch.End(hanging));
        Assert.True(_two.Dispatcher.TryReturn(hanging, default));

        Assert.Equal(Limit, _two.Take(sibling));
    }

    [Fact]
    public void Take_Closed_TakesNothingAndSaysSo()
    {
        _two.Wait(1);
        _two.Dispatcher.Close();

        Assert.Equal(TakeResult.End, _two.Dispatcher.Take(_two.Worker(lane: 0), default));

        Assert.False(_two.TryAdd(_two.Face()));
        Assert.Single(_two.Dispatcher.RemoveAll());
    }

    [Fact]
    public void Take_ProcessorsAreBusyAndLittleWaits_AsksAgainInsteadOfTakingIt()
    {
        using var shared = new IdleWorkers(sharesProcessors: true) { Expected = IdleWorkers.Processors };
        Worker worker = shared.Worker(lane: 0);
        shared.Wait(1);

        Assert.Equal(TakeResult.AskAgain, shared.Dispatcher.Take(worker, default));
        Assert.Equal(0, worker.Batch.Items.Length);

        Assert.Equal(TakeResult.Run, shared.Dispatcher.Take(worker, TestQueues.Ms(2)));
        Assert.Equal(1, worker.Batch.Items.Length);
    }

    [Fact]
    public void Take_ProcessorsAreBusyAndABatchIsFull_TakesIt()
    {
        using var shared = new IdleWorkers(sharesProcessors: true) { Expected = IdleWorkers.Processors };
        shared.Wait(Limit);

        Assert.Equal(Limit, shared.Take(shared.Worker(lane: 0)));
    }

    [Fact]
    public void Take_FewerFacesThanProcessorsExpected_TakesWhatThereIs()
    {
        using var shared = new IdleWorkers(sharesProcessors: true) { Expected = IdleWorkers.Processors - 1 };
        shared.Wait(1);

        Assert.Equal(1, shared.Take(shared.Worker(lane: 0)));
    }

    [Fact]
    public void Take_ProcessorsAreBusyAndTwoKindsOfLanes_OnlyTheOneWithADeviceTakesIt()
    {
        using var mixed = new IdleWorkers(sharesProcessors: [true, false]) { Expected = IdleWorkers.Processors };
        mixed.Wait(1);

        Assert.Equal(0, mixed.Take(mixed.Worker(lane: 0)));
        Assert.Equal(1, mixed.Take(mixed.Worker(lane: 1)));
    }

    public void Dispose() => _two.Dispose();
}
