namespace MuSiCa.Cli.Tests;

public sealed class ChartAxisTests
{
    [Theory]
    [InlineData(0, 10, "0 2 4 6 8 10")]
    [InlineData(0, 100, "0 20 40 60 80 100")]
    [InlineData(0.9, 3.1, "1.0 1.5 2.0 2.5 3.0")]
    [InlineData(-0.011, 0.021, "-0.010 -0.005 0.000 0.005 0.010 0.015 0.020")]
    [InlineData(4.21, 4.39, "4.225 4.250 4.275 4.300 4.325 4.350 4.375")]
    public void Ticks_Range_AreRoundNumbersWithTheDigitsTheyNeed(double low, double high, string expected)
    {
        var axis = new ChartAxis("x", low, high);

        Assert.Equal(expected, string.Join(' ', axis.Ticks().Select(axis.Format)));
    }

    [Fact]
    public void Around_OneValue_LeavesRoom()
    {
        ChartAxis axis = ChartAxis.Around("x", [5, 5]);

        Assert.True(axis.Low < 5 && axis.High > 5);
    }
}
