namespace MuSiCa.Serving.Tests;

public sealed class ReformPolicyTests
{
    private const int Limit = 4;
    private readonly ReformPolicy _policy = new();
    private readonly TestQueues _queues = TestQueues.Create(Limit, cost: TestQueues.Ms(10));

    [Theory]
    [InlineData(1, 0, 0, 0)]
    [InlineData(3, 1, 0, 1)]
    [InlineData(3, 3, 1, 2)]
    [InlineData(0, 2, 0, 1)]
    [InlineData((2 * Limit) - 1, Limit, 1, 2)]
    [InlineData((2 * Limit) - 1, 1, 0, 1)]
    public void Choose_LessThanTwoBatchesOfNewcomers_TakesTheDeepest(int first, int second, int third, int expected)
    {
        Fill(first, second, third);

        Assert.Equal(expected, Choose(_queues, isBusy: false, default));
    }

    [Theory]
    [InlineData(2 * Limit, 3, 3, 0)]
    [InlineData(2 * Limit, Limit, 1, 1)]
    [InlineData(9, Limit, Limit, 2)]
    [InlineData(50, 0, 0, 0)]
    public void Choose_TwoBatchesOfNewcomers_TakesTheDeepestThatIsEfficientOrThese(int first, int second, int third, int expected)
    {
        Fill(first, second, third);

        Assert.Equal(expected, Choose(_queues, isBusy: false, default));
    }

    [Theory]
    [InlineData(1, 3, 3, 0)]
    [InlineData(1, Limit, 1, 1)]
    [InlineData(0, 1, 0, 1)]
    [InlineData(0, 3, 1, 2)]
    public void Choose_ProcessorsAreBusy_TakesTheDeepestThatIsEfficientOrNewcomers(int first, int second, int third, int expected)
    {
        Fill(first, second, third);

        Assert.Equal(expected, Choose(_queues, isBusy: true, default));
    }

    [Fact]
    public void Choose_SmallBatchesCostNoMore_TakesTheDeepestHoweverManyNewcomers()
    {
        TestQueues queues = TestQueues.CreateLinear(Limit, anItem: TestQueues.Ms(1));
        queues.Fill(stage: 0, count: 10 * Limit);
        queues.Fill(stage: 1, count: 1);

        Assert.Equal(1, Choose(queues, isBusy: false, default));
    }

    [Fact]
    public void Choose_DeepFaceWouldBeLateBehindALongestBatch_GoesBeforeNewcomers()
    {
        Fill(2 * Limit, 0, 0);
        WorkItem face = _queues.Item(rank: 50, stage: 2);
        face.Due = TestQueues.Ms(50);
        _queues.Set.Add(face, default);

        Assert.Equal(0, Choose(_queues, isBusy: false, TestQueues.Ms(30)));
        Assert.Equal(2, Choose(_queues, isBusy: false, TestQueues.Ms(30.1)));
    }

    [Fact]
    public void Choose_HeldForEightLongestBatches_GoesBeforeNewcomers()
    {
        _queues.Costs.Set(0, 2, TestQueues.Ms(20));
        _queues.Fill(stage: 1, count: 1, now: TestQueues.Ms(5));
        Fill(2 * Limit, 0, 0);

        Assert.Equal(0, Choose(_queues, isBusy: false, TestQueues.Ms(164.9)));
        Assert.Equal(1, Choose(_queues, isBusy: false, TestQueues.Ms(165)));
    }

    [Fact]
    public void Choose_NothingMeasured_NobodyIsHeld()
    {
        TestQueues queues = TestQueues.Create(Limit);
        queues.Fill(stage: 1, count: 1);
        queues.Fill(stage: 0, count: 2 * Limit);

        Assert.Equal(1, Choose(queues, isBusy: false, default));
    }

    // Endless newcomers, one survivor a batch in each stage: everybody is served within a bound.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Choose_AlwaysFullOfNewcomers_StarvesNobody(int seed)
    {
        var random = new Random(seed);
        TimeSpan now = default;
        TimeSpan longest = default;
        for (int turn = 0; turn < 2000; turn++)
        {
            _queues.Fill(stage: 0, Math.Max(0, (2 * Limit) - _queues.Of(0).Count), now);
            int stage = Choose(_queues, isBusy: false, now);
            int count = Math.Min(Limit, _queues.Of(stage).Count);
            Assert.NotEqual(0, count);
            now += TestQueues.Ms(10);
            for (int i = 0; i < count; i++)
            {
                WorkItem face = _queues.Set.Take(_queues.Of(stage));
                TimeSpan waited = now - face.Queued;
                longest = waited > longest ? waited : longest;
                if (stage + 1 < TestModel.Stages && random.Next(3) == 0)
                {
                    face.Stage = stage + 1;
                    _queues.Set.Add(face, now);
                }
            }
        }

        Assert.True(longest < TestQueues.Ms(500), $"A face waited {longest} in one queue.");
    }

    private int Choose(TestQueues queues, bool isBusy, TimeSpan now) => _policy.Choose(queues.Set, isBusy, now).Stage;

    private void Fill(params int[] counts)
    {
        for (int stage = 0; stage < counts.Length; stage++)
        {
            _queues.Fill(stage, counts[stage]);
        }
    }
}
