namespace MuSiCa.Serving.Tests;

public sealed class BatchPlannerTests
{
    private const int Limit = 8;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 1, 5)]
    [InlineData(8, 1, 8)]
    [InlineData(50, 1, 8)]
    [InlineData(8, 2, 4)]
    [InlineData(7, 2, 4)]
    [InlineData(1, 3, 1)]
    [InlineData(50, 3, 8)]
    public void Choose_LaneThatDoesNotPad_TakesItsShareUpToTheLimit(int waiting, int idleLanes, int expected)
    {
        StagePools pools = TestPools.Create(Limit, cost: TestPools.Ms(1));
        pools.Fill(stage: 0, count: waiting);

        Assert.Equal((0, expected), Choose(pools, new Shape(static faces => faces), idleLanes));
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(50, 8)]
    public void Choose_ProcessorsAreBusy_TakesAllUpToTheLimit(int waiting, int expected)
    {
        StagePools pools = TestPools.Create(Limit, cost: TestPools.Ms(1));
        pools.Fill(stage: 0, count: waiting);

        Assert.Equal((0, expected), Choose(pools, new Shape(static faces => faces), idleLanes: 3, isBusy: true));
    }

    // Five faces as a batch of eight rows, or four of them as one of four.
    [Theory]
    [InlineData(10, 10, 5)]
    [InlineData(10, 12, 5)]
    [InlineData(10, 13, 4)]
    [InlineData(10, 20, 4)]
    public void Choose_LaneThatPads_TakesWhicheverRunsMoreFacesASecond(double four, double eight, int expected)
    {
        StagePools pools = TestPools.Create(Limit, cost: TestPools.Ms(1));
        pools.Costs.Set(0, 2, TestPools.Ms(four));
        pools.Costs.Set(0, 3, TestPools.Ms(eight));
        pools.Fill(stage: 0, count: 5);

        Assert.Equal((0, expected), Choose(pools, PowersOfTwo));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Choose_LaneThatPadsAndABucketIsFilled_TakesAll(int waiting)
    {
        StagePools pools = TestPools.Create(Limit, cost: TestPools.Ms(1));
        pools.Fill(stage: 0, count: waiting);

        Assert.Equal((0, waiting), Choose(pools, PowersOfTwo));
    }

    [Fact]
    public void Choose_LaneThatPadsAndNothingMeasured_TakesAll()
    {
        StagePools pools = TestPools.Create(Limit);
        pools.Fill(stage: 0, count: 5);

        Assert.Equal((0, 5), Choose(pools, PowersOfTwo));
    }

    [Fact]
    public void Choose_LimitIsNoPowerOfTwo_PadsNoFurther()
    {
        StagePools pools = TestPools.Create(batchLimit: 6, cost: TestPools.Ms(1));
        pools.Costs.Set(0, 3, TestPools.Ms(1.2));
        pools.Fill(stage: 0, count: 5);

        Assert.Equal((0, 5), Choose(pools, PowersOfTwo));
    }

    private static Shape PowersOfTwo { get; } = new(static faces => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)faces));

    private static (int Stage, int Faces) Choose(StagePools pools, Shape lane, int idleLanes = 1, bool isBusy = false) =>
        new BatchPlanner(pools, new DrainPolicy()).Choose(lane, idleLanes, isBusy, default);

    private sealed class Shape(Func<int, int> pad) : ILaneShape
    {
        public int PaddedCount(int faces) => pad(faces);
    }
}
