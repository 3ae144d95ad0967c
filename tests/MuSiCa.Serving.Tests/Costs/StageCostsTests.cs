namespace MuSiCa.Serving.Tests;

public sealed class StageCostsTests
{
    private readonly Buckets _buckets = new(8);

    [Fact]
    public void Of_BetweenTwoBuckets_LiesOnTheLineBetweenThem()
    {
        StageCosts costs = Measured(10, 12, 20, 40);

        Assert.Equal([10, 12, 16, 20, 25, 30, 35, 40], Enumerable.Range(1, 8).Select(rows => costs.Of(0, rows).TotalMilliseconds));
        Assert.Equal(TestQueues.Ms(40), costs.OfFull(0));
    }

    [Fact]
    public void Of_NothingMeasured_IsZero()
    {
        var costs = new StageCosts(1, _buckets);

        Assert.Equal(TimeSpan.Zero, costs.Of(0, 3));
        Assert.False(costs.AreMeasured);
    }

    [Fact]
    public void AreMeasured_OneMissing_IsFalseUntilItIsSet()
    {
        var costs = new StageCosts(2, new Buckets(2));
        costs.Set(0, 0, TestQueues.Ms(1));
        costs.Set(0, 1, TestQueues.Ms(1));
        costs.Set(1, 0, TestQueues.Ms(1));
        Assert.False(costs.AreMeasured);

        costs.Set(1, 1, TestQueues.Ms(1));

        Assert.True(costs.AreMeasured);
    }

    [Fact]
    public void Note_BucketSize_MovesThatBucketATenthOfTheWay()
    {
        StageCosts costs = Measured(10, 12, 20, 40);

        costs.Note(0, 4, TestQueues.Ms(30), default);

        Assert.Equal([10, 12, 21, 40], Buckets(costs));
    }

    [Fact]
    public void Note_BetweenTwoBuckets_MovesBoth()
    {
        StageCosts costs = Measured(10, 12, 20, 40);

        costs.Note(0, 6, TestQueues.Ms(60), default);

        Assert.Equal([10, 12, 22, 44], Buckets(costs));
    }

    [Fact]
    public void Note_SameTimeAgainAndAgain_ComesToIt()
    {
        StageCosts costs = Measured(10, 12, 20, 40);

        for (int i = 0; i < 100; i++)
        {
            costs.Note(0, 8, TestQueues.Ms(80), default);
        }

        Assert.Equal(80, costs.OfFull(0).TotalMilliseconds, tolerance: 0.1);
    }

    [Fact]
    public void Note_NothingMeasured_IsTakenAsItIs()
    {
        var costs = new StageCosts(1, _buckets);

        costs.Note(0, 8, TestQueues.Ms(5), default);

        Assert.Equal(TestQueues.Ms(5), costs.OfFull(0));
    }

    [Fact]
    public void Longest_StagesDiffer_IsTheSlowestFullBatch()
    {
        var costs = new StageCosts(3, new Buckets(1));
        costs.Set(0, 0, TestQueues.Ms(3));
        costs.Set(1, 0, TestQueues.Ms(9));
        costs.Set(2, 0, TestQueues.Ms(6));

        Assert.Equal(TestQueues.Ms(9), costs.Longest());
    }

    [Theory]
    [InlineData(100_000, 13)]
    [InlineData(40, 13)]
    [InlineData(0, 9.25)]
    [InlineData(2.5, 9.25)]
    public void Note_OneOutlier_CountsForFourTimesWhatWasExpectedAtMost(double milliseconds, double becomes)
    {
        StageCosts costs = Measured(10, 10, 10, 10);

        costs.Note(0, 4, TestQueues.Ms(milliseconds), default);

        Assert.Equal(becomes, costs.Of(0, 4).TotalMilliseconds, tolerance: 0.001);
    }

    [Fact]
    public void Refresh_SlowBatchesLongAgo_AreForgotten()
    {
        StageCosts costs = Measured(10, 12, 20, 40);
        Repeat(20, () => costs.Note(0, 4, TestQueues.Ms(2000), Seconds(1)));
        Assert.True(costs.Of(0, 4) > TestQueues.Ms(200));

        costs.Refresh(Seconds(11));
        Assert.True(costs.Of(0, 4) > TestQueues.Ms(200), "Measured ten seconds ago, and no longer.");
        costs.Refresh(Seconds(11.1));

        Assert.Equal([10, 12, 20, 40], Buckets(costs));
    }

    [Fact]
    public void Refresh_OneSizeStillRuns_KeepsThatOne()
    {
        StageCosts costs = Measured(10, 12, 20, 40);
        Repeat(20, () => costs.Note(0, 1, TestQueues.Ms(2000), Seconds(1)));
        Repeat(200, () => costs.Note(0, 8, TestQueues.Ms(80), Seconds(12)));

        costs.Refresh(Seconds(13));

        Assert.Equal([10, 12, 20, 80], Buckets(costs));
    }

    [Fact]
    public void Refresh_BatchesWereFasterThanWhileWarming_KeepsThat()
    {
        StageCosts costs = Measured(10, 12, 20, 40);
        Repeat(200, () => costs.Note(0, 8, TestQueues.Ms(30), Seconds(1)));

        costs.Refresh(Seconds(60));

        Assert.Equal(TestQueues.Ms(30).TotalMilliseconds, costs.OfFull(0).TotalMilliseconds, tolerance: 0.1);
    }

    [Fact]
    public void Refresh_NeverWarmed_ForgetsNothing()
    {
        var costs = new StageCosts(1, _buckets);
        costs.Note(0, 8, TestQueues.Ms(50), default);

        costs.Refresh(Seconds(60));

        Assert.Equal(TestQueues.Ms(50), costs.OfFull(0));
    }

    private static void Repeat(int times, Action action)
    {
        for (int i = 0; i < times; i++)
        {
            action();
        }
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static double[] Buckets(StageCosts costs) =>
        [.. new[] { 1, 2, 4, 8 }.Select(rows => Math.Round(costs.Of(0, rows).TotalMilliseconds, 3))];

    private StageCosts Measured(params double[] milliseconds)
    {
        var costs = new StageCosts(1, _buckets);
        for (int bucket = 0; bucket < milliseconds.Length; bucket++)
        {
            costs.Set(0, bucket, TestQueues.Ms(milliseconds[bucket]));
        }

        return costs;
    }
}
