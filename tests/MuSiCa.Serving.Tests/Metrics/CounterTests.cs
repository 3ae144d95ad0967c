using MuSiCa.Cascade;

namespace MuSiCa.Serving.Tests;

public sealed class CounterTests : IDisposable
{
    private readonly MeterCollector _meters = new();
    private readonly StageGate _gate = new();

    [Fact]
    public async Task Exits_OfEveryKind_AreCountedOnceByStageAndReason()
    {
        using var fixture = new SchedulerFixture(meters: _meters);
        fixture.Stages.ExitStage = static face => face;
        await Task.WhenAll(
            fixture.AlignAsync(1), fixture.AlignAsync(2), fixture.AlignAsync(9), fixture.AlignAsync(8, new ExitLimits(MaxStages: 2)));
        await fixture.WarmUpAsync(TimeSpan.FromMilliseconds(10));
        fixture.Stages.OnRun = _ => fixture.Time.Advance(TimeSpan.FromMilliseconds(10));
        await fixture.AlignAsync(9, new FaceOrder(1) { TimeLeft = TimeSpan.FromMilliseconds(15) });

        AssertCounts(
            "musica.stage.exits",
            ("stage=1,reason=confident", 1),
            ("stage=1,reason=deadline", 1),
            ("stage=2,reason=budget", 1),
            ("stage=2,reason=confident", 1),
            ("stage=3,reason=exhausted", 1));
        AssertCounts("musica.faces", ("outcome=completed", 5));
        Assert.Equal(5, _meters.Of("musica.stage.predicted_error").Count(reading => reading.Tags == "stage=1"));
        Assert.Empty(_meters.Of("musica.stage.degraded_exits"));
    }

    [Fact]
    public async Task Cancellations_BeforeInThePoolAndInABatch_AreCountedWhereTheyWere()
    {
        using var leaving = new CancellationTokenSource();
        using var fixture = new SchedulerFixture(meters: _meters);
        fixture.Stages.OnRun = _ => _gate.Pass();
        Task<FaceAlignment> running = fixture.AlignAsync(1, leaving.Token);
        await _gate.EnteredAsync();
        Task<FaceAlignment> waiting = fixture.AlignAsync(2, leaving.Token);

        await leaving.CancelAsync();
        Task<FaceAlignment> late = fixture.AlignAsync(3, leaving.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(running, waiting, late));
        _gate.Open();
        AssertCounts("musica.cancellations", ("where=batch", 1), ("where=pool", 1), ("where=preparation", 1));
        AssertCounts("musica.faces", ("outcome=cancelled", 3));
        Assert.Empty(_meters.Of("musica.stage.exits"));
    }

    [Fact]
    public async Task Faces_ExpiredFailedAndGivenBack_AreCountedOnce()
    {
        using var fixture = new SchedulerFixture(new SchedulerOptions { BatchLimit = 1 }, meters: _meters);
        fixture.Stages.OnRun = call =>
        {
            _gate.Pass();
            throw new InvalidDataException("fault");
        };
        Task<FaceAlignment> failing = fixture.AlignAsync(1);
        await _gate.EnteredAsync();
        Task<FaceAlignment> late = fixture.AlignAsync(2, new FaceOrder(1) { TimeLeft = TimeSpan.FromMilliseconds(1) });
        fixture.Time.Advance(TimeSpan.FromMilliseconds(2));
        _gate.Release();
        await Assert.ThrowsAsync<StageFailedException>(() => failing);
        await Assert.ThrowsAsync<DeadlineExceededException>(() => late);
        Task<FaceAlignment> second = fixture.AlignAsync(3);
        await _gate.EnteredAsync();
        Task<FaceAlignment> waiting = fixture.AlignAsync(4);

        Task disposal = Task.Run(fixture.Scheduler.Dispose);
        await Assert.ThrowsAsync<AdmissionException>(() => waiting);
        _gate.Open();
        await Assert.ThrowsAsync<StageFailedException>(() => second);
        await disposal;

        AssertCounts("musica.faces", ("outcome=expired", 1), ("outcome=failed", 2), ("outcome=given_back", 1));
    }

    [Fact]
    public async Task Rejections_OfEveryKind_AreCountedByReason()
    {
        using var fixture = new SchedulerFixture(
            new SchedulerOptions { QueueLimit = 4 }, memory: 2 * PreparedFace.BytesOf(TestModel.Package), meters: _meters);
        await fixture.WarmUpAsync(TimeSpan.FromSeconds(1));
        fixture.Refusal(new FaceOrder(5));
        fixture.Refusal(new FaceOrder(3));
        fixture.Refusal(new FaceOrder(1) { TimeLeft = TimeSpan.FromMilliseconds(1) });
        fixture.Stages.OnRun = _ => _gate.Pass();
        Task<FaceAlignment> hanging = fixture.AlignAsync(1);
        await _gate.EnteredAsync();
        fixture.Time.Advance(2 * fixture.Options.StageTimeout);
        await Assert.ThrowsAsync<StageStalledException>(() => hanging);
        fixture.Refusal(new FaceOrder(1));
        await fixture.Scheduler.DrainAsync(CancellationToken.None);
        fixture.Refusal(new FaceOrder(1));

        AssertCounts(
            "musica.rejections",
            ("reason=deadline", 1), ("reason=draining", 1), ("reason=faces", 1), ("reason=memory", 1), ("reason=stalled", 1));
        _gate.Open();
    }

    public void Dispose()
    {
        _gate.Dispose();
        _meters.Dispose();
    }

    private void AssertCounts(string instrument, params (string Tags, double Count)[] expected) =>
        Assert.Equal(expected, _meters.Counts(instrument).Select(count => (count.Key, count.Value)).Order());
}
