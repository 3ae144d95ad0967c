namespace MuSiCa.Serving.Tests;

public sealed class DemandTests
{
    [Fact]
    public void Estimate_NothingMeasured_IsUnknown() =>
        Assert.Null(new Demand(TestQueues.Create(batchLimit: 4).Model).Estimate(10, lanes: 1));

    [Theory]
    [InlineData(4, 1, 30)]
    [InlineData(8, 1, 60)]
    [InlineData(8, 2, 30)]
    [InlineData(0, 1, 0)]
    [InlineData(4, 0, 30)]
    public void Estimate_EveryFaceRunsAllStages_IsTheTimeOfFullBatches(int faces, int lanes, double milliseconds)
    {
        var demand = new Demand(TestQueues.Create(batchLimit: 4, cost: TestQueues.Ms(10)).Model);

        Assert.Equal(milliseconds, demand.Estimate(faces, lanes)!.Value.TotalMilliseconds, tolerance: 0.001);
    }

    [Fact]
    public void Note_FacesGoTwice_CountsBothPasses()
    {
        var demand = new Demand(TestQueues.Create(batchLimit: 4, cost: TestQueues.Ms(10)).Model);

        for (int i = 0; i < 2000; i++)
        {
            demand.Note(3, passes: 2);
        }

        Assert.Equal(60, demand.Estimate(4, lanes: 1)!.Value.TotalMilliseconds, tolerance: 0.1);
    }

    [Fact]
    public void Note_FacesLeaveAfterTheFirstStage_CountsHardlyMoreThanThat()
    {
        var demand = new Demand(TestQueues.Create(batchLimit: 4, cost: TestQueues.Ms(10)).Model);

        for (int i = 0; i < 2000; i++)
        {
            demand.Note(1);
        }

        Assert.Equal(10, demand.Estimate(4, lanes: 1)!.Value.TotalMilliseconds, tolerance: 0.1);
    }
}
