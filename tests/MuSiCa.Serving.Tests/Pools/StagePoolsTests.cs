namespace MuSiCa.Serving.Tests;

public sealed class StagePoolsTests
{
    [Fact]
    public void Add_Faces_WaitForTheirStageFromNowOn()
    {
        StagePools pools = TestPools.Create(batchLimit: 2);
        QueuedFace face = TestPools.Face(stage: 1);

        pools.Add(face, TestPools.Ms(7));
        pools.Add(TestPools.Face(stage: 2), default);

        Assert.Equal(2, pools.Count);
        Assert.Equal([0, 1, 1], Enumerable.Range(0, pools.Stages).Select(pools.CountOf));
        Assert.Equal(TestPools.Ms(7), face.Pooled);
        Assert.Same(face, pools.MostUrgent(1));
    }

    [Fact]
    public void Take_FromAStage_LeavesTheOtherStages()
    {
        StagePools pools = TestPools.Create(batchLimit: 2);
        pools.Fill(stage: 0, count: 2);
        pools.Fill(stage: 2, count: 1);

        Assert.Equal(2, pools.Take(2).Stage);

        Assert.Equal(2, pools.Count);
        Assert.Equal(0, pools.CountOf(2));
    }

    [Fact]
    public void TryRemove_WaitingFaceAndStranger_TakesOutOnlyTheOneThatWaits()
    {
        StagePools pools = TestPools.Create(batchLimit: 2);
        QueuedFace face = TestPools.Face(stage: 1);
        pools.Add(face, default);
        pools.Fill(stage: 1, count: 1);

        Assert.True(pools.TryRemove(face));
        Assert.False(pools.TryRemove(face));
        Assert.False(pools.TryRemove(TestPools.Face()));

        Assert.Equal(1, pools.Count);
        Assert.Equal(1, pools.CountOf(1));
    }

    [Fact]
    public void IsFull_AtTheLimitAndOneBelow_TellsThemApart()
    {
        StagePools pools = TestPools.Create(batchLimit: 3);
        pools.Fill(stage: 1, count: 2);
        Assert.False(pools.IsFull(1));
        Assert.False(pools.AnyFull());

        pools.Fill(stage: 1, count: 1);

        Assert.True(pools.IsFull(1));
        Assert.False(pools.IsFull(0));
        Assert.True(pools.AnyFull());
    }

    [Fact]
    public void Ahead_FacesInSeveralStages_AreAddedUp()
    {
        StagePools pools = TestPools.Create(batchLimit: 3);
        pools.Fill(stage: 0, count: 2);
        pools.Fill(stage: 2, count: 3);

        Assert.Equal(5, pools.Ahead(FacePriority.Interactive));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(15, true)]
    public void IsEfficient_EveryBatchTakesTheSameTime_OnlyWhenFull(int faces, bool expected)
    {
        StagePools pools = TestPools.Create(batchLimit: 10, cost: TestPools.Ms(10));
        pools.Fill(stage: 1, faces);

        Assert.Equal(expected, pools.IsEfficient(1));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(7, true)]
    [InlineData(10, true)]
    public void IsEfficient_EveryFaceTakesTheSameTime_FromOneFaceOn(int faces, bool expected)
    {
        StagePools pools = TestPools.CreateLinear(batchLimit: 10, aFace: TestPools.Ms(1));
        pools.Fill(stage: 1, faces);

        Assert.Equal(expected, pools.IsEfficient(1));
    }

    [Theory]
    [InlineData(4.1, true)]
    [InlineData(4.3, false)]
    public void IsEfficient_FaceCostsALittleMoreThanInTheLargestBatch_UpToFivePercent(double four, bool expected)
    {
        StagePools pools = TestPools.CreateLinear(batchLimit: 10, aFace: TestPools.Ms(1));
        pools.Costs.Set(1, 2, TestPools.Ms(four));
        pools.Fill(stage: 1, count: 4);

        Assert.Equal(expected, pools.IsEfficient(1));
    }

    [Fact]
    public void IsEfficient_NothingMeasured_OnlyWhenFull()
    {
        StagePools pools = TestPools.Create(batchLimit: 2);
        pools.Fill(stage: 0, count: 1);
        pools.Fill(stage: 1, count: 2);

        Assert.False(pools.IsEfficient(0));
        Assert.True(pools.IsEfficient(1));
    }

    [Fact]
    public void IsUrgent_NobodyWaits_IsFalse() =>
        Assert.False(TestPools.Create(batchLimit: 2).IsUrgent(0, isBusy: false, TestPools.Ms(1000)));
}
