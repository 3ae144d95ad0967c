namespace MuSiCa.Bench.Tests;

public class DeviceCostsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 4)]
    [InlineData(4, 5)]
    public void Measured_BetweenSizes_GrowsEvenly(int faces, double milliseconds)
    {
        DeviceCosts device = DeviceCosts.Measured("test", [[(1, 1), (2, 3), (4, 5)]]);

        Assert.Equal(milliseconds, device.Of(0, faces).TotalMilliseconds, 9);
        Assert.Equal(4, device.BatchLimit);
    }

    [Theory]
    [InlineData("""[{"1": 2.5, "2": 4}, {"1": 3, "2": 5}]""")]
    [InlineData("""{"costs": [{"1": 2.5, "2": 4}, {"1": 3, "2": 5}]}""")]
    [InlineData("""{"ceiling": {"costs": [{"2": 4, "1": 2.5}, {"1": 3, "2": 5}]}}""")]
    public void Read_FiguresOrBareList_GivesTheirCosts(string json)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, json);

            DeviceCosts device = CostFile.Read(file);

            Assert.Equal(2, device.BatchLimit);
            Assert.Equal(2.5, device.Of(0, 1).TotalMilliseconds, 9);
            Assert.Equal(5, device.Of(1, 2).TotalMilliseconds, 9);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1, 2]")]
    [InlineData("no json")]
    public void Read_SomethingElse_SaysWhatIsWanted(string json)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, json);

            Exception? exception = Record.Exception(() => CostFile.Read(file));

            Assert.Contains("batch sizes to milliseconds", exception?.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
