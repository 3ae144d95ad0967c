using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class CounterTests : IDisposable
{
    private static readonly string[] Names =
        [
            "musica.faces", "musica.rejections", "musica.cancellations", "musica.retries", "musica.stage.degraded_exits", "musica.stage.exits",
            "musica.exit.shadows",
        ];

    private readonly TestMeters _meters = new();
    private readonly Dictionary<string, MetricCollector<long>> _counters;
    private readonly StageGate _gate = new();

    public CounterTests() => _counters = Names.ToDictionary(static name => name, _meters.Watch<long>);

    [Fact]
    public void Counters_NothingCounted_AreZeroForEveryTagTheyMayHave()
    {
        using var fixture = new SchedulerFixture(meters: _meters);

        AssertZeros("musica.faces", ["outcome=cancelled", "outcome=completed", "outcome=expired", "outcome=failed", "outcome=given_back"]);
        AssertZeros("musica.rejections", ["reason=deadline", "reason=draining", "reason=faces", "reason=failing", "reason=memory", "reason=stalled", "reason=work"]);
        AssertZeros("musica.cancellations", ["where=batch", "where=pool", "where=preparation"]);
        AssertZeros("musica.exit.shadows", ["outcome=failed", "outcome=given_back", "outcome=measured", "outcome=skipped"]);
        AssertZeros("musica.stage.degraded_exits", ["stage=1", "stage=2", "stage=3"]);
        AssertZeros(
            "musica.stage.exits",
            [
                .. from stage in new[] { 1, 2, 3 }
                   from reason in new[] { "budget", "confident", "deadline", "exhausted" }
                   select $"stage={stage},reason={reason}",
            ]);
        Assert.Equal(Names.Order(), _meters.Instruments.OfType<Counter<long>>().Select(static counter => counter.Name).Order());
    }

    [Fact]
    public async Task Exits_OfEveryKind_AreCountedOnceByStageAndReason()
    {
        using MetricCollector<double> errors = _meters.Watch<double>("musica.stage.predicted_error");
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
        Assert.Equal(5, errors.GetMeasurementSnapshot().Count(static error => error.TagText() == "stage=1"));
        Assert.Empty(_counters["musica.stage.degraded_exits"].Counts());
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
        Assert.Empty(_counters["musica.stage.exits"].Counts());
    }

    [Fact]
    public async Task Faces_ExpiredFailedAndGivenBack_AreCountedOnce()
    {
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 1 }, meters: _meters);
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

        Task disposal = Task.Run(fixture.Engine.Dispose);
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
            new FixtureOptions { QueueLimit = 4, Breaker = new BreakerOptions { Failures = 1 } }, memory: 2 * PreparedFace.BytesOf(TestModel.Package), meters: _meters);
        await fixture.WarmUpAsync(TimeSpan.FromSeconds(1));
        fixture.Refusal(new FaceOrder(5));
        fixture.Refusal(new FaceOrder(3));
        fixture.Stages.OnRun = _ => _gate.Pass();
        Task<FaceAlignment> hanging = fixture.AlignAsync(1);
        await _gate.EnteredAsync();
        fixture.Refusal(new FaceOrder(1) { TimeLeft = TimeSpan.FromMilliseconds(1) });
        fixture.Time.Advance(2 * fixture.Options.StageTimeout);
        await Assert.ThrowsAsync<StageStalledException>(() => hanging);
        fixture.Refusal(new FaceOrder(1));
        _gate.Open();
        Until.IsTrue(() => !fixture.Scheduler.IsStalled);
        fixture.Refusal(new FaceOrder(1));
        await fixture.Scheduler.DrainAsync(CancellationToken.None);
        fixture.Refusal(new FaceOrder(1));

        AssertCounts(
            "musica.rejections",
            ("reason=deadline", 1),
            ("reason=draining", 1),
            ("reason=faces", 1),
            ("reason=failing", 1),
            ("reason=memory", 1),
            ("reason=stalled", 1));
    }

    public void Dispose()
    {
        _gate.Dispose();
        Array.ForEach([.. _counters.Values], static counter => counter.Dispose());
        _meters.Dispose();
    }

    private void AssertZeros(string instrument, string[] tags) =>
        Assert.Equal(
            tags.Select(static tag => (tag, 0L)),
            _counters[instrument].GetMeasurementSnapshot().Select(static counted => (counted.TagText(), counted.Value)).Order());

    private void AssertCounts(string instrument, params (string Tags, double Count)[] expected) =>
        Assert.Equal(expected, _counters[instrument].Counts().Select(count => (count.Key, count.Value)).Order());
}
