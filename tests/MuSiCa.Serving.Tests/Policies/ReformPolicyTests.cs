namespace MuSiCa.Serving.Tests;

public sealed class ReformPolicyTests
{
    private const int Limit = 4;
    private readonly ReformPolicy _policy = new();
    private readonly StagePools _pools = TestPools.Create(Limit, cost: TestPools.Ms(10));

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

        Assert.Equal(expected, _policy.Choose(_pools, isBusy: false, default));
    }

    [Theory]
    [InlineData(2 * Limit, 3, 3, 0)]
    [InlineData(2 * Limit, Limit, 1, 1)]
    [InlineData(9, Limit, Limit, 2)]
    [InlineData(50, 0, 0, 0)]
    public void Choose_TwoBatchesOfNewcomers_TakesTheDeepestThatIsEfficientOrThese(int first, int second, int third, int expected)
    {
        Fill(first, second, third);

        Assert.Equal(expected, _policy.Choose(_pools, isBusy: false, default));
    }

    [Theory]
    [InlineData(1, 3, 3, 0)]
    [InlineData(1, Limit, 1, 1)]
    [InlineData(0, 1, 0, 1)]
    [InlineData(0, 3, 1, 2)]
    public void Choose_ProcessorsAreBusy_TakesTheDeepestThatIsEfficientOrNewcomers(int first, int second, int third, int expected)
    {
        Fill(first, second, third);

        Assert.Equal(expected, _policy.Choose(_pools, isBusy: true, default));
    }

    [Fact]
    public void Choose_SmallBatchesCostNoMore_TakesTheDeepestHoweverManyNewcomers()
    {
        StagePools pools = TestPools.CreateLinear(Limit, aFace: TestPools.Ms(1));
        pools.Fill(stage: 0, count: 10 * Limit);
        pools.Fill(stage: 1, count: 1);

        Assert.Equal(1, _policy.Choose(pools, isBusy: false, default));
    }

    [Fact]
    public void Choose_DeepFaceWouldBeLateBehindALongestBatch_GoesBeforeNewcomers()
    {
        Fill(2 * Limit, 0, 0);
        QueuedFace face = TestPools.Face(rank: 50, stage: 2);
        face.Due = TestPools.Ms(50);
        _pools.Add(face, default);

        Assert.Equal(0, _policy.Choose(_pools, isBusy: false, TestPools.Ms(30)));
        Assert.Equal(2, _policy.Choose(_pools, isBusy: false, TestPools.Ms(30.1)));
    }

    [Fact]
    public void Choose_HeldForEightLongestBatches_GoesBeforeNewcomers()
    {
        _pools.Costs.Set(0, 2, TestPools.Ms(20));
        _pools.Fill(stage: 1, count: 1, now: TestPools.Ms(5));
        Fill(2 * Limit, 0, 0);

        Assert.Equal(0, _policy.Choose(_pools, isBusy: false, TestPools.Ms(164.9)));
        Assert.Equal(1, _policy.Choose(_pools, isBusy: false, TestPools.Ms(165)));
    }

    [Fact]
    public void Choose_NothingMeasured_NobodyIsHeld()
    {
        StagePools pools = TestPools.Create(Limit);
        pools.Fill(stage: 1, count: 1);
        pools.Fill(stage: 0, count: 2 * Limit);

        Assert.Equal(1, _policy.Choose(pools, isBusy: false, default));
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
            _pools.Fill(stage: 0, Math.Max(0, (2 * Limit) - _pools.CountOf(0)), now);
            int stage = _policy.Choose(_pools, isBusy: false, now);
            int count = Math.Min(Limit, _pools.CountOf(stage));
            Assert.NotEqual(0, count);
            now += TestPools.Ms(10);
            for (int i = 0; i < count; i++)
            {
                QueuedFace face = _pools.Take(stage);
                TimeSpan waited = now - face.Pooled;
                longest = waited > longest ? waited : longest;
                if (stage + 1 < TestModel.Stages && random.Next(3) == 0)
                {
                    face.Stage = stage + 1;
                    _pools.Add(face, now);
                }
            }
        }

        Assert.True(longest < TestPools.Ms(500), $"A face waited {longest} in one pool.");
    }

    private void Fill(params int[] counts)
    {
        for (int stage = 0; stage < counts.Length; stage++)
        {
            _pools.Fill(stage, counts[stage]);
        }
    }
}
