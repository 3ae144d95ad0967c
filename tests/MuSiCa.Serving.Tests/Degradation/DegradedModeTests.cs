using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class DegradedModeTests
{
    private static readonly DegradedOptions On = new() { Enabled = true, EnterAt = 0.75, LeaveAt = 0.5, Factor = 2, MaxError = 0.06f };

    [Fact]
    public void Observe_ByDefault_IsNeverActive()
    {
        var mode = new DegradedMode(new DegradedOptions());

        mode.Observe(Taken(100));

        Assert.False(mode.IsActive);
        Assert.Equal(0.02f, mode.Apply(new ExitPlan(0.02f, 3)).Threshold);
    }

    [Fact]
    public void Observe_QueueGrowsAndShrinks_EntersAndLeavesAtDifferentLengths()
    {
        var mode = new DegradedMode(On);

        Assert.Equal(
            [(74, false), (75, true), (60, true), (51, true), (50, false), (74, false), (80, true), (0, false)],
            new[] { 74, 75, 60, 51, 50, 74, 80, 0 }.Select(taken =>
            {
                mode.Observe(Taken(taken));
                return (taken, mode.IsActive);
            }));
    }

    [Theory]
    [InlineData(0.02f, 0.04f)]
    [InlineData(0.05f, 0.06f)]
    [InlineData(0.06f, 0.06f)]
    [InlineData(0.2f, 0.2f)]
    public void Apply_Active_RaisesUpToTheBoundAndNeverLowers(float threshold, float expected)
    {
        var mode = new DegradedMode(On);
        mode.Observe(Taken(100));

        Assert.Equal(new ExitPlan(expected, 2), mode.Apply(new ExitPlan(threshold, 2)));
    }

    [Fact]
    public void Options_ByDefault_AreOff()
    {
        Assert.Equal(
            new DegradedOptions { Enabled = false, EnterAt = 0.75, LeaveAt = 0.5, Factor = 1.5f, MaxError = 0.06f },
            new CascadeOptions().Degraded);
    }

    private static PlaceCounter Taken(int count)
    {
        var places = new PlaceCounter(limit: 100, new MemoryBudget(1000), bytesPerPlace: 1);
        Assert.Null(places.TryTake(count));
        return places;
    }
}
