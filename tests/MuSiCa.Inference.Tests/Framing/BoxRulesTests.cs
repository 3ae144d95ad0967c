namespace MuSiCa.Inference.Tests;

public sealed class BoxRulesTests
{
    [Theory]
    [InlineData(10, 10, 20, 20)]
    [InlineData(-10, -10, 20, 20)]
    [InlineData(90, 70, 50, 50)]
    [InlineData(-350, -350, 800, 800)]
    [InlineData(10, 10, 0.5f, 0.5f)]
    public void Check_BoxThatOverlaps_IsFine(float x, float y, float width, float height) =>
        Assert.Null(BoxRules.Check(new BoundingBox(x, y, width, height), 100, 80));

    [Theory]
    [InlineData(float.NaN, 10, 20, 20, "not a finite number")]
    [InlineData(10, 10, float.PositiveInfinity, 20, "not a finite number")]
    [InlineData(10, 10, 0, 20, "is empty")]
    [InlineData(10, 10, 20, -5, "is empty")]
    [InlineData(100, 10, 20, 20, "outside the image of 100 x 80 pixels")]
    [InlineData(-20, 10, 20, 20, "outside the image")]
    [InlineData(10, 80, 20, 20, "outside the image")]
    [InlineData(10, -30, 20, 20, "outside the image")]
    [InlineData(-400, -400, 900, 800, "more than 8 times")]
    [InlineData(-1e7f, 0, 2e7f, 10, "too far")]
    public void Check_UselessBox_SaysWhy(float x, float y, float width, float height, string problem)
    {
        string? message = BoxRules.Check(new BoundingBox(x, y, width, height), 100, 80);

        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.StartsWith(FormattableString.Invariant($"box {x},{y},{width},{height} "), message, StringComparison.Ordinal);
    }
}
