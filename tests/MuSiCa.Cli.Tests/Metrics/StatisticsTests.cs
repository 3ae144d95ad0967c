namespace MuSiCa.Cli.Tests;

public sealed class StatisticsTests
{
    private static readonly double[] Errors = [0.02, 0.04, 0.06, 0.10, 0.08];

    [Fact]
    public void Mean_Errors_IsInPercent() => Assert.Equal(6, Statistics.Mean(Errors), 1e-9);

    [Fact]
    public void FailureRate_Limit_CountsWhatIsAboveIt()
    {
        Assert.Equal(20, Statistics.FailureRate(Errors, 8), 1e-9);
        Assert.Equal(0, Statistics.FailureRate(Errors, 10), 1e-9);
    }

    // Below 8 %: 0.75, 0.5, 0.25, 0, 0 of the way are left.
    [Fact]
    public void AreaUnderCed_Limit_IsTheAreaUnderTheSteps() => Assert.Equal(30, Statistics.AreaUnderCed(Errors, 8), 1e-9);

    [Fact]
    public void Percentile95_TenValues_LiesBetweenTheLastTwo() =>
        Assert.Equal(9.55, Statistics.Percentile95([.. Enumerable.Range(1, 10).Select(value => value / 100.0)]), 1e-9);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 4)]
    [InlineData(0.5, 2.5)]
    [InlineData(0.25, 1.75)]
    public void Quantile_FourValues_IsLinearBetweenThem(double quantile, double expected) =>
        Assert.Equal(expected, Statistics.Quantile([3, 1, 4, 2], quantile), 1e-9);

    [Fact]
    public void Quantile_OneValue_IsThatValue() => Assert.Equal(7, Statistics.Quantile([7], 0.95));

    [Theory]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 10, 200, 3000 }, 1)]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 3, 2, 1 }, -1)]
    [InlineData(new double[] { 1, 2, 3, 4 }, new double[] { 1, 3, 2, 4 }, 0.8)]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 5, 5, 5 }, 0)]
    public void RankCorrelation_Values_IsSpearmans(double[] first, double[] second, double expected) =>
        Assert.Equal(expected, Statistics.RankCorrelation(first, second), 1e-9);
}
