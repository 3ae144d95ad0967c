using MuSiCa.Inference;

namespace MuSiCa.Bench.Tests;

public class MeasuringTests
{
    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(0.75, 3)]
    [InlineData(0.99, 4)]
    public void Percentile_AscendingValues_TakesTheValueThatTheShareKeeps(double share, double expected) =>
        Assert.Equal(expected, Figures.Percentile([1, 2, 3, 4], share));

    [Fact]
    public void Median_EvenNumber_IsTheMeanOfTheMiddleTwo() => Assert.Equal(2.5, Figures.Median([4, 1, 3, 2]));

    [Fact]
    public void Draw_SameSeed_SameArrivalsAtTheRate()
    {
        TimeSpan[] first = PoissonArrivals.Draw(1000, 20, 1);

        Assert.Equal(first, PoissonArrivals.Draw(1000, 20, 1));
        Assert.Equal(first.Order(), first);
        Assert.InRange(first.Length, 19_000, 21_000);
    }

    [Fact]
    public void Parse_Answers_ComparesExitsAndLandmarks()
    {
        HttpAnswer one = HttpAnswer.Parse("""{"faces":[{"landmarks":[[1,2],[3,4]],"stages":2,"exit":"confident"}]}"""u8.ToArray());
        HttpAnswer other = HttpAnswer.Parse("""{"faces":[{"landmarks":[[1,2],[6,8]],"stages":3,"exit":"exhausted"}]}"""u8.ToArray());

        Assert.Equal(5, one.Distance(other));
        Assert.False(one.LeavesLike(other));
        Assert.True(one.LeavesLike(one));
    }

    [Theory]
    [InlineData(1, 0.5, PackagePrecision.HalfWeights, true)]
    [InlineData(0.98, 0.1, PackagePrecision.HalfWeights, false)]
    [InlineData(1, 0.6, PackagePrecision.HalfWeights, false)]
    [InlineData(1, 1.5, PackagePrecision.EightBits, true)]
    [InlineData(1, 1.6, PackagePrecision.EightBits, false)]
    public void IsEqual_ExitsAndDistance_BothMustHold(double sameExit, double distance, PackagePrecision precision, bool expected) =>
        Assert.Equal(expected, new HttpAgreement("peer", "640x480", 100, sameExit, distance, precision).IsEqual);
}
