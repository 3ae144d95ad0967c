namespace MuSiCa.Cli.Tests;

public sealed class PtsFileTests
{
    [Fact]
    public void Parse_OfficialForm_CountsPixelsFromZero() => Assert.Equal(
        [140.858, 198.738, 0, -0.5],
        PtsFile.Parse("version: 1\r\nn_points:  2\r\n{\r\n141.858 199.738\r\n1 0.5\r\n}\r\n", "a.pts"), (a, b) => Math.Abs(a - b) < 1e-9);

    [Theory]
    [InlineData("", "a.pts: no points between braces")]
    [InlineData("} 1 2 {", "a.pts: no points between braces")]
    [InlineData("{ }", "a.pts: must hold pairs of numbers, has 0 numbers")]
    [InlineData("{ 1 2 3 }", "has 3 numbers")]
    [InlineData("{ 1 two }", "a.pts: 'two' is not a number")]
    [InlineData("{ 1 NaN }", "a.pts: 'NaN' is not a number")]
    public void Parse_Malformed_SaysWhatIsWrong(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<UserException>(() => PtsFile.Parse(text, "a.pts")).Message, StringComparison.Ordinal);
}
