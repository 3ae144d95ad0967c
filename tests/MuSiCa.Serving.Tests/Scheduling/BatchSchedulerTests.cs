using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class BatchSchedulerTests : IDisposable
{
    private readonly CascadeSession _session = TestModel.Session(QuietStage.All());
    private readonly CascadeSession _stranger = TestModel.Session(QuietStage.All(), TestModel.Package with { Version = "2" });

    [Fact]
    public void Add_SessionsOfDifferentModels_AreRefused() => AssertRefused(
        "The sessions of all lanes must have the same model.",
        new LaneSession<CascadeSession>(_session), new LaneSession<CascadeSession>(_stranger));

    [Fact]
    public void Add_AloneHasAnotherModel_IsRefused() => AssertRefused(
        "The sessions of all lanes must have the same model.",
        new LaneSession<CascadeSession>(_session), new LaneSession<CascadeSession>(_session) { Alone = _stranger });

    [Fact]
    public void Add_FewerSessionsThanLanes_IsRefused() =>
        AssertRefused("There are 2 lanes, and sessions for 1.", new LaneSession<CascadeSession>(_session));

    [Fact]
    public void Add_Disposed_IsRefused()
    {
        var scheduler = new BatchScheduler([new LaneDefinition("one")], new SchedulerOptions(), TimeProvider.System);
        scheduler.Dispose();
        scheduler.Dispose();

        Assert.Throws<ObjectDisposedException>(
            () => scheduler.Add([new LaneSession<CascadeSession>(_session)], new CascadeOptions(), new MemoryBudget(1 << 30)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Create_LaneWithoutWorkers_IsRefused(int workers)
    {
        var failure = Assert.Throws<ArgumentException>(
            () => new BatchScheduler([new LaneDefinition("one") { Workers = workers }], new SchedulerOptions(), TimeProvider.System));

        Assert.StartsWith("Lanes must have at least one worker each.", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _session.Dispose();
        _stranger.Dispose();
    }

    private static void AssertRefused(string message, params LaneSession<CascadeSession>[] sessions)
    {
        using var scheduler = new BatchScheduler(
            [new LaneDefinition("one"), new LaneDefinition("two")], new SchedulerOptions(), TimeProvider.System);

        var failure = Assert.Throws<ArgumentException>(() => scheduler.Add(sessions, new CascadeOptions(), new MemoryBudget(1 << 30)));

        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }
}
