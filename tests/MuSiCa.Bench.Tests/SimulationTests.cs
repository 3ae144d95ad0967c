using MuSiCa.Serving;

namespace MuSiCa.Bench.Tests;

public class SimulationTests
{
    private const int Faces = 30_000;
    private const double Deadline = 50;

    [Fact]
    public void Find_DeviceWithCostPerBatchAndExits_ReformSustainsMuchMoreThanDrain()
    {
        SimulatedLoad load = Load(0.6);

        double drain = SustainedLoad.Find(DeviceCosts.FixedPerBatch, BatchPolicies.Drain, load, Deadline);
        double reform = SustainedLoad.Find(DeviceCosts.FixedPerBatch, BatchPolicies.Reform, load, Deadline);

        Assert.InRange(reform / drain, 1.7, 2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.9)]
    public void Find_AnyExitRate_ReformSustainsAtLeastWhatDrainDoes(double exitRate)
    {
        SimulatedLoad load = Load(exitRate);

        double drain = SustainedLoad.Find(DeviceCosts.FixedPerBatch, BatchPolicies.Drain, load, Deadline);
        double reform = SustainedLoad.Find(DeviceCosts.FixedPerBatch, BatchPolicies.Reform, load, Deadline);

        Assert.True(reform >= drain, $"reform {reform:0}, drain {drain:0} faces/s");
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    public void Run_BelowCapacityOfDrain_ReformIsAsQuick(double share)
    {
        double capacity = SustainedLoad.Find(DeviceCosts.FixedPerBatch, BatchPolicies.Drain, Load(0.6), Deadline);
        SimulatedLoad load = Load(0.6) with { FacesPerSecond = share * capacity };

        double drain = Simulator.Run(DeviceCosts.FixedPerBatch, BatchPolicies.Drain, load).Latency.P99;
        double reform = Simulator.Run(DeviceCosts.FixedPerBatch, BatchPolicies.Reform, load).Latency.P99;

        Assert.InRange(reform / drain, 0, 1.1);
    }

    [Fact]
    public void Run_SameLoadTwice_SameLatencies()
    {
        SimulatedLoad load = Load(0.3) with { FacesPerSecond = 5000 };

        SimulationResult first = Simulator.Run(DeviceCosts.FixedPerBatch, BatchPolicies.Reform, load);
        SimulationResult second = Simulator.Run(DeviceCosts.FixedPerBatch, BatchPolicies.Reform, load);

        Assert.Equal(first.Milliseconds, second.Milliseconds);
        Assert.Equal(Faces, first.Milliseconds.Length);
    }

    [Fact]
    public void Run_Fixed_EveryFaceRunsEveryStage()
    {
        SimulatedLoad load = Load(0.9) with { FacesPerSecond = 2000 };

        SimulationResult result = Simulator.Run(DeviceCosts.FixedPerBatch, BatchPolicies.Fixed, load);

        Assert.All(
            Enumerable.Range(0, 3),
            stage => Assert.Equal(Faces, result.Batches.Where(batch => batch.Stage == stage).Sum(batch => batch.Faces)));
    }

    [Fact]
    public void MeanStages_ExitRates_IsThatOfTheArrivals()
    {
        SimulatedLoad load = Load(0.6);

        Assert.Equal(load.MeanStages, load.Arrivals(new SimulatedModel(DeviceCosts.FixedPerBatch, stages: 3)).Average(face => face.ExitsAfter), 0.02);
    }

    private static SimulatedLoad Load(double exitRate) => new(3, [exitRate, exitRate], 1, Faces, 7);
}
