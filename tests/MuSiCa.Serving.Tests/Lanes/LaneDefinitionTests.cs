using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class LaneDefinitionTests : IDisposable
{
    private readonly CascadeSession _session = TestModel.Session(QuietStage.All());
    private readonly CascadeSession _stranger = TestModel.Session(QuietStage.All(), TestModel.Package with { Version = "2" });

    [Fact]
    public void Create_LanesOfDifferentModels_AreRefused() =>
        AssertRefused(new LaneDefinition("one", _session), new LaneDefinition("two", _stranger));

    [Fact]
    public void Create_AloneHasAnotherModel_IsRefused() =>
        AssertRefused(new LaneDefinition("one", _session) { Alone = _stranger });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Create_LaneWithoutWorkers_IsRefused(int workers) =>
        AssertRefused(new LaneDefinition("one", _session), new LaneDefinition("two", _session) { Workers = workers });

    public void Dispose()
    {
        _session.Dispose();
        _stranger.Dispose();
    }

    private static void AssertRefused(params LaneDefinition[] lanes)
    {
        var failure = Assert.Throws<ArgumentException>(
            () => new FaceScheduler(lanes, new SchedulerOptions(), new MemoryBudget(1 << 30), TimeProvider.System));

        Assert.StartsWith("Lanes must have the same model and at least one worker each.", failure.Message, StringComparison.Ordinal);
    }
}
