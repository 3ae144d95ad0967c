namespace MuSiCa.Serving.Tests;

public sealed class HoldRuleTests
{
    private const int Limit = 4;
    private const int Processors = 8;
    private readonly TestQueues _queues = TestQueues.Create(Limit, cost: TestQueues.Ms(10));

    [Theory]
    [InlineData(0, false)]
    [InlineData(Processors - 1, false)]
    [InlineData(Processors, true)]
    [InlineData(100, true)]
    public void IsBusy_FacesInPreparation_AreComparedToTheProcessors(int expected, bool isBusy) =>
        Assert.Equal(isBusy, new HoldRule(_queues.Set, Processors).IsBusy(expected));

    [Theory]
    [InlineData(0, false)]
    [InlineData(Processors - 1, false)]
    [InlineData(Processors, true)]
    public void Holds_SmallBatch_OnlyWhileProcessorsAreBusy(int expected, bool holds)
    {
        _queues.Fill(stage: 0, count: 1);
        _queues.Fill(stage: 2, count: Limit - 1);

        Assert.Equal(holds, new HoldRule(_queues.Set, Processors).Holds(expected, default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Holds_AnyStageIsEfficient_DoesNot(int stage)
    {
        _queues.Fill(stage: 1, count: 1);
        _queues.Fill(stage, Limit);

        Assert.False(Holds(default));
    }

    [Fact]
    public void Holds_SmallBatchesCostNoMore_DoesNot()
    {
        TestQueues queues = TestQueues.CreateLinear(Limit, anItem: TestQueues.Ms(1));
        queues.Fill(stage: 1, count: 1);

        Assert.False(new HoldRule(queues.Set, Processors).Holds(Processors, default));
    }

    [Fact]
    public void Holds_TimeOfTwoLongestBatches_IsEnough()
    {
        _queues.Costs.Set(2, 2, TestQueues.Ms(30));
        _queues.Fill(stage: 0, count: 1, now: TestQueues.Ms(5));

        Assert.True(Holds(TestQueues.Ms(64.9)));
        Assert.False(Holds(TestQueues.Ms(65)));
    }

    [Fact]
    public void Holds_FaceWouldBeLateBehindALongestBatch_DoesNot()
    {
        WorkItem face = _queues.Item(rank: 30, stage: 1);
        face.Due = TestQueues.Ms(30);
        _queues.Set.Add(face, default);

        Assert.True(Holds(TestQueues.Ms(10)));
        Assert.False(Holds(TestQueues.Ms(10.1)));
    }

    [Fact]
    public void Holds_NothingMeasured_DoesNot()
    {
        TestQueues queues = TestQueues.Create(Limit);
        queues.Fill(stage: 0, count: 1);

        Assert.False(new HoldRule(queues.Set, Processors).Holds(Processors, default));
    }

    private bool Holds(TimeSpan now) => new HoldRule(_queues.Set, Processors).Holds(Processors, now);
}
