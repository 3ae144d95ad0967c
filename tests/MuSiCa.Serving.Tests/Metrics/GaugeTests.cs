using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class GaugeTests
{
    [Fact]
    public async Task Gauges_FacesWaitAndAreDone_ShowThemAndComeBackToZero()
    {
        using var gate = new StageGate();
        using var meters = new TestMeters();
        using var fixture = new SchedulerFixture(new FixtureOptions { QueueLimit = 7 }, memory: 100_000, meters: meters);
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> running = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment>[] waiting = [fixture.AlignAsync(2), fixture.AlignAsync(3)];

        Assert.Equal([("stage=1", 2), ("stage=2", 0), ("stage=3", 0)], Pairs(meters.Now<int>("musica.queue.depth")));
        Assert.Equal([("", 3)], Pairs(meters.Now<int>("musica.queue.faces")));
        Assert.Equal([("", 7)], Pairs(meters.Now<int>("musica.queue.limit")));
        Assert.Equal([("", 3 * PreparedFace.BytesOf(TestModel.Package))], Pairs(meters.Now<long>("musica.memory.used")));
        Assert.Equal([("stage=1", 16), ("stage=2", 16), ("stage=3", 16)], Pairs(meters.Now<int>("musica.batch.limit")));
        Assert.Equal([("", 100_000)], Pairs(meters.Now<long>("musica.memory.limit")));
        Assert.Equal([("", 0)], Pairs(meters.Now<int>("musica.degraded")));
        gate.Open();
        await Task.WhenAll([running, .. waiting]);

        Assert.All(meters.Now<int>("musica.queue.depth").Values, depth => Assert.Equal(0, depth));
        Assert.Equal([("", 0)], Pairs(meters.Now<int>("musica.queue.faces")));
        Assert.Equal([("", 0)], Pairs(meters.Now<long>("musica.memory.used")));
    }

    [Fact]
    public async Task LaneGauges_OneLaneHangs_TellWhich()
    {
        using var gate = new StageGate();
        using var meters = new TestMeters();
        using var fixture = new SchedulerFixture(lanes: 2, meters: meters);
        fixture.Stages.OnRun = _ => gate.Pass();
        Assert.Equal(
            [("lane=lane0,provider=cpu,model=test,version=1", 1), ("lane=lane1,provider=cpu,model=test,version=1", 1)],
            Pairs(meters.Now<int>("musica.lane.info")));
        Assert.Equal([("lane=lane0", 0), ("lane=lane1", 0)], Pairs(meters.Now<int>("musica.lane.stalled")));
        Task<FaceAlignment> hanging = fixture.AlignAsync(1);
        await gate.EnteredAsync();

        fixture.Time.Advance(2 * fixture.Options.StageTimeout);

        string lane = fixture.Stages.Runs.Single().Session;
        Assert.Equal(1, meters.Now<int>("musica.lane.stalled")[$"lane={lane}"]);
        Assert.Equal(1, meters.Now<int>("musica.lane.stalled").Values.Sum());
        await Assert.ThrowsAsync<StageStalledException>(() => hanging);
        gate.Open();
        Until.IsTrue(() => meters.Now<int>("musica.lane.stalled").Values.Sum() == 0);
    }

    [Fact]
    public void Degraded_QueueIsLong_IsOne()
    {
        using var meters = new TestMeters();
        using var fixture = new SchedulerFixture(
            new FixtureOptions { QueueLimit = 4, Degraded = new DegradedOptions { Enabled = true } }, meters: meters);

        using (fixture.Scheduler.Admit(new FaceOrder(3)))
        {
            Assert.Equal([("", 1)], Pairs(meters.Now<int>("musica.degraded")));
        }

        Assert.Equal([("", 0)], Pairs(meters.Now<int>("musica.degraded")));
    }

    private static IEnumerable<(string Tags, double Value)> Pairs(Dictionary<string, double> readings) =>
        readings.Select(reading => (reading.Key, reading.Value)).Order();
}
