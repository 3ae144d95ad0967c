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
        TestQueues queues = TestQueues.Create(Limit, cost: TestQueues.Ms(1));
        queues.Fill(stage: 0, count: waiting);

        Assert.Equal((0, expected), Choose(queues, idleLanes));
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(50, 8)]
    public void Choose_ProcessorsAreBusy_TakesAllUpToTheLimit(int waiting, int expected)
    {
        TestQueues queues = TestQueues.Create(Limit, cost: TestQueues.Ms(1));
        queues.Fill(stage: 0, count: waiting);

        Assert.Equal((0, expected), Choose(queues, idleLanes: 3, isBusy: true));
    }

    // Five faces as a batch of eight rows, or four of them as one of four.
    [Theory]
    [InlineData(10, 10, 5)]
    [InlineData(10, 12, 5)]
    [InlineData(10, 13, 4)]
    [InlineData(10, 20, 4)]
    public void Choose_LaneThatPads_TakesWhicheverRunsMoreFacesASecond(double four, double eight, int expected)
    {
        TestQueues queues = TestQueues.Create(Limit, cost: TestQueues.Ms(1), padding: PowersOfTwo);
        queues.Costs.Set(0, 2, TestQueues.Ms(four));
        queues.Costs.Set(0, 3, TestQueues.Ms(eight));
        queues.Fill(stage: 0, count: 5);

        Assert.Equal((0, expected), Choose(queues));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Choose_LaneThatPadsAndABucketIsFilled_TakesAll(int waiting)
    {
        TestQueues queues = TestQueues.Create(Limit, cost: TestQueues.Ms(1), padding: PowersOfTwo);
        queues.Fill(stage: 0, count: waiting);

        Assert.Equal((0, waiting), Choose(queues));
    }

    [Fact]
    public void Choose_LaneThatPadsAndNothingMeasured_TakesAll()
    {
        TestQueues queues = TestQueues.Create(Limit, padding: PowersOfTwo);
        queues.Fill(stage: 0, count: 5);

        Assert.Equal((0, 5), Choose(queues));
    }

    [Fact]
    public void Choose_LimitIsNoPowerOfTwo_PadsNoFurther()
    {
        TestQueues queues = TestQueues.Create(batchLimit: 6, cost: TestQueues.Ms(1), padding: PowersOfTwo);
        queues.Costs.Set(0, 3, TestQueues.Ms(1.2));
        queues.Fill(stage: 0, count: 5);

        Assert.Equal((0, 5), Choose(queues));
    }

    private static int PowersOfTwo(int items) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)items);

    private static (int Stage, int Items) Choose(TestQueues queues, int idleLanes = 1, bool isBusy = false)
    {
        (StageQueue queue, int items) =
            new BatchPlanner(queues.Set, BatchPolicies.Create(BatchPolicies.Drain)).Choose(lane: 0, idleLanes, isBusy, default);
        return (queue.Stage, items);
    }
}
