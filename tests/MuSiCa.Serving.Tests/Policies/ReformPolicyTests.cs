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
    public void Choose_NothingIsFull_TakesTheDeepest(int first, int second, int third, int expected)
    {
        Fill(first, second, third);

        Assert.Equal(expected, _policy.Choose(_pools, default));
    }

    [Theory]
    [InlineData(4, 3, 3, 0)]
    [InlineData(4, 4, 1, 1)]
    [InlineData(9, 4, 4, 2)]
    public void Choose_SomeAreFull_TakesTheDeepestOfThose(int first, int second, int third, int expected)
    {
        Fill(first, second, third);

        Assert.Equal(expected, _policy.Choose(_pools, default));
    }

    [Fact]
    public void Choose_DeepFaceWouldBeLate_GoesBeforeAFullBatch()
    {
        Fill(Limit, 0, 0);
        QueuedFace face = Hurried(stage: 2, due: 1000);
        _pools.Add(face, default);

        Assert.Equal(0, _policy.Choose(_pools, TestPools.Ms(10)));
        Assert.Equal(2, _policy.Choose(_pools, TestPools.Ms(989)));
    }

    [Fact]
    public void Choose_PoolHeldTooLong_GoesBeforeFullBatches()
    {
        _pools.Fill(stage: 1, count: 1, now: default);
        Fill(Limit, 0, 0);

        Assert.Equal(0, _policy.Choose(_pools, TestPools.Ms(5)));
        Assert.Equal(1, _policy.Choose(_pools, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Choose_NothingMeasured_NobodyIsHeldForLong()
    {
        StagePools pools = TestPools.Create(Limit);
        pools.Fill(stage: 1, count: 1);
        pools.Fill(stage: 0, count: Limit);

        Assert.Equal(1, _policy.Choose(pools, TimeSpan.FromSeconds(1)));
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
            _pools.Fill(stage: 0, Math.Max(0, Limit - _pools.CountOf(0)), now);
            int stage = _policy.Choose(_pools, now);
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

    private static QueuedFace Hurried(int stage, double due)
    {
        QueuedFace face = TestPools.Face(due, stage: stage);
        face.Due = TestPools.Ms(due);
        return face;
    }

    private void Fill(params int[] counts)
    {
        for (int stage = 0; stage < counts.Length; stage++)
        {
            _pools.Fill(stage, counts[stage]);
        }
    }
}
