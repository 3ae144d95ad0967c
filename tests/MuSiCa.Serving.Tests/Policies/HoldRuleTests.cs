namespace MuSiCa.Serving.Tests;

public sealed class HoldRuleTests
{
    private const int Limit = 4;
    private const int Processors = 8;
    private readonly StagePools _pools = TestPools.Create(Limit, cost: TestPools.Ms(10));

    [Theory]
    [InlineData(0, false)]
    [InlineData(Processors - 1, false)]
    [InlineData(Processors, true)]
    [InlineData(100, true)]
    public void IsBusy_FacesInPreparation_AreComparedToTheProcessors(int expected, bool isBusy) =>
        Assert.Equal(isBusy, new HoldRule(_pools, Processors).IsBusy(expected));

    [Theory]
    [InlineData(0, false)]
    [InlineData(Processors - 1, false)]
    [InlineData(Processors, true)]
    public void Holds_SmallBatch_OnlyWhileProcessorsAreBusy(int expected, bool holds)
    {
        _pools.Fill(stage: 0, count: 1);
        _pools.Fill(stage: 2, count: Limit - 1);

        Assert.Equal(holds, new HoldRule(_pools, Processors).Holds(expected, default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Holds_AnyStageIsEfficient_DoesNot(int stage)
    {
        _pools.Fill(stage: 1, count: 1);
        _pools.Fill(stage, Limit);

        Assert.False(Holds(default));
    }

    [Fact]
    public void Holds_SmallBatchesCostNoMore_DoesNot()
    {
        StagePools pools = TestPools.CreateLinear(Limit, aFace: TestPools.Ms(1));
        pools.Fill(stage: 1, count: 1);

        Assert.False(new HoldRule(pools, Processors).Holds(Processors, default));
    }

    [Fact]
    public void Holds_TimeOfTwoLongestBatches_IsEnough()
    {
        _pools.Costs.Set(2, 2, TestPools.Ms(30));
        _pools.Fill(stage: 0, count: 1, now: TestPools.Ms(5));

        Assert.True(Holds(TestPools.Ms(64.9)));
        Assert.False(Holds(TestPools.Ms(65)));
    }

    [Fact]
    public void Holds_FaceWouldBeLateBehindALongestBatch_DoesNot()
    {
        QueuedFace face = TestPools.Face(rank: 30, stage: 1);
        face.Due = TestPools.Ms(30);
        _pools.Add(face, default);

        Assert.True(Holds(TestPools.Ms(10)));
        Assert.False(Holds(TestPools.Ms(10.1)));
    }

    [Fact]
    public void Holds_NothingMeasured_DoesNot()
    {
        StagePools pools = TestPools.Create(Limit);
        pools.Fill(stage: 0, count: 1);

        Assert.False(new HoldRule(pools, Processors).Holds(Processors, default));
    }

    private bool Holds(TimeSpan now) => new HoldRule(_pools, Processors).Holds(Processors, now);
}
