using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>A scheduler whose device fails every time.</summary>
public sealed class FailingStageTests : IDisposable
{
    private static readonly BreakerOptions Breaker = new()
    {
        Failures = 3,
        Pause = TimeSpan.FromSeconds(1),
        MaxPause = TimeSpan.FromSeconds(4),
    };

    private readonly TestMeters _meters = new();
    private SchedulerFixture? _fixture;
    private volatile int _brokenStage = -1;

    [Theory]
    [InlineData(0, BatchPolicies.Reform)]
    [InlineData(2, BatchPolicies.Reform)]
    [InlineData(2, BatchPolicies.Drain)]
    public async Task AlignAsync_StageFailsEveryTime_IsRefusedWithoutTouchingTheDevice(int stage, string policy)
    {
        SchedulerFixture fixture = Create(policy);
        await BreakAsync(stage);
        fixture.Stages.Runs.Clear();

        AdmissionRefusal refusal = fixture.Refusal(new FaceOrder(1));

        Assert.Equal((RefusalReason.Failing, Breaker.Pause), (refusal.Reason, refusal.RetryAfter));
        Assert.Equal(BreakerState.Open, fixture.Scheduler.Breaker.State);
        Assert.Empty(fixture.Stages.Runs);
        Assert.Equal(1, fixture.Scheduler.Breaker.Openings);
        fixture.AssertEmpty();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public async Task Probe_DeviceIsBack_ClosesWithoutAnyRequest(int lanes, bool hasAlone)
    {
        SchedulerFixture fixture = Create(BatchPolicies.Reform, lanes, hasAlone);
        await BreakAsync(stage: 1);
        fixture.Stages.Runs.Clear();
        _brokenStage = -1;

        fixture.Time.Advance(Breaker.Pause);
        Until.IsTrue(() => fixture.Scheduler.Breaker.State == BreakerState.Closed);

        Assert.All(fixture.Stages.Runs, run => Assert.True(run is { Stage: 1, IsNobodys: true }));
        Assert.Equal(hasAlone ? 2 : 1, fixture.Stages.Runs.Count);
        fixture.AssertOwn(1, await fixture.AlignAsync(1));
    }

    [Fact]
    public async Task Probe_FailsAgain_StaysOpenForLonger()
    {
        SchedulerFixture fixture = Create(BatchPolicies.Reform);
        await BreakAsync(stage: 0);

        foreach (int pause in new[] { 1, 2, 4, 4 })
        {
            Assert.Equal(TimeSpan.FromSeconds(pause), fixture.Refusal(new FaceOrder(1)).RetryAfter);
            fixture.Time.Advance(TimeSpan.FromSeconds(pause));
            Until.IsTrue(() => fixture.Scheduler.Breaker.State == BreakerState.Open);
        }

        Assert.Equal(TimeSpan.FromSeconds(11), fixture.Scheduler.Breaker.OpenFor);
        Assert.Equal(1, fixture.Scheduler.Breaker.Openings);
    }

    [Fact]
    public async Task Probe_GivesNoNumbers_StaysOpen()
    {
        SchedulerFixture fixture = Create(BatchPolicies.Reform);
        await BreakAsync(stage: 0);
        _brokenStage = -1;
        fixture.Stages.Spoil = static row => row.PredictedError = float.NaN;

        fixture.Time.Advance(Breaker.Pause);
        Until.IsTrue(() => fixture.Scheduler.Breaker.RetryAfter == TimeSpan.FromSeconds(2));

        Assert.Equal(BreakerState.Open, fixture.Scheduler.Breaker.State);
    }

    [Fact]
    public async Task AlignAsync_OpensWhileOthersWait_GivesThemBackAtOnce()
    {
        using var gate = new StageGate();
        SchedulerFixture fixture = Create(BatchPolicies.Reform);
        _brokenStage = 0;
        await FailAsync();
        await FailAsync();
        fixture.Stages.OnRun = _ =>
        {
            gate.Pass();
            throw new InvalidDataException("the device is gone");
        };
        Task<FaceAlignment> failing = fixture.AlignAsync(3);
        await gate.EnteredAsync();
        Task<FaceAlignment>[] waiting = [fixture.AlignAsync(4), fixture.AlignAsync(5)];
        using IFaceAdmission admitted = fixture.Scheduler.Admit(new FaceOrder(1));

        gate.Open();

        await Assert.ThrowsAsync<StageFailedException>(() => failing);
        foreach (Task<FaceAlignment> face in waiting)
        {
            Assert.Equal(RefusalReason.Failing, (await Assert.ThrowsAsync<AdmissionException>(() => face)).Refusal.Reason);
        }

        var late = await Assert.ThrowsAsync<AdmissionException>(() => fixture.AlignAsync(admitted, 6));
        Assert.Equal(RefusalReason.Failing, late.Refusal.Reason);
        fixture.AssertEmpty();
    }

    // Between the first face that is given back and the second the pause is over and the probe of the other lane succeeds.
    [Fact]
    public async Task AlignAsync_DeviceIsBackWhileFacesAreGivenBack_NoneIsToldOfAShutdown()
    {
        using var broken = new StageGate();
        using var other = new StageGate();
        SchedulerFixture fixture = Create(BatchPolicies.Reform, lanes: 2);
        _brokenStage = 0;
        await FailAsync();
        await FailAsync();
        fixture.Stages.OnRun = call =>
        {
            if (call.Faces.Contains(3))
            {
                broken.Pass();
                throw new InvalidDataException("the device is gone");
            }

            if (call.Faces.Contains(4))
            {
                other.Pass();
            }
        };
        Task<FaceAlignment> failing = fixture.AlignAsync(3);
        await broken.EnteredAsync();
        Task<FaceAlignment> running = fixture.AlignAsync(4);
        await other.EnteredAsync();
        Task<FaceAlignment>[] waiting = [fixture.AlignAsync(5), fixture.AlignAsync(6)];
        int givenBack = 0;
        _meters.OnMeasured = (instrument, outcome) =>
        {
            if (instrument.Name == "musica.faces" && outcome is "given_back" && Interlocked.Increment(ref givenBack) == 1)
            {
                other.Open();
                fixture.Time.Advance(Breaker.Pause);
                Until.IsTrue(() => fixture.Scheduler.Breaker.State == BreakerState.Closed);
            }
        };

        broken.Open();

        await Assert.ThrowsAsync<StageFailedException>(() => failing);
        foreach (Task<FaceAlignment> face in waiting.Append(running))
        {
            var back = await Assert.ThrowsAsync<AdmissionException>(() => face);
            Assert.Equal(RefusalReason.Failing, back.Refusal.Reason);
        }
    }

    [Fact]
    public async Task AlignAsync_OneFaceFailsAmongOthersThatRun_StaysClosed()
    {
        SchedulerFixture fixture = Create(BatchPolicies.Reform);
        fixture.Stages.Spoil = static row =>
        {
            if (row.Face == 1)
            {
                row.PredictedError = float.NaN;
            }
        };

        for (int i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<StageFailedException>(() => fixture.AlignAsync(1));
            await fixture.AlignAsync(2);
        }

        Assert.Equal(BreakerState.Closed, fixture.Scheduler.Breaker.State);
    }

    [Fact]
    public async Task AlignAsync_NoRowIsANumberEveryTime_Opens()
    {
        SchedulerFixture fixture = Create(BatchPolicies.Reform);
        fixture.Stages.Spoil = static row => row.Hidden[1] = float.NegativeInfinity;

        for (int i = 0; i < Breaker.Failures; i++)
        {
            await Assert.ThrowsAsync<StageFailedException>(() => fixture.AlignAsync(1));
        }

        Assert.Equal(RefusalReason.Failing, fixture.Refusal(new FaceOrder(1)).Reason);
    }

    // Each batch comes back, and each too late.
    [Fact]
    public async Task AlignAsync_StageIsLateEveryTime_Opens()
    {
        SchedulerFixture fixture = Create(BatchPolicies.Reform);
        fixture.Stages.OnRun = _ => fixture.Time.Advance(2 * fixture.Options.StageTimeout);

        for (int i = 0; i < Breaker.Failures; i++)
        {
            await Assert.ThrowsAsync<StageStalledException>(() => fixture.AlignAsync(1));
            Until.IsTrue(() => !fixture.Scheduler.IsStalled);
        }

        Assert.Equal(RefusalReason.Failing, fixture.Refusal(new FaceOrder(1)).Reason);
    }

    [Fact]
    public async Task Probe_Hangs_IsGivenUpAndAnotherLaneTriesAgain()
    {
        using var gate = new StageGate();
        SchedulerFixture fixture = Create(BatchPolicies.Reform, lanes: 2);
        await BreakAsync(stage: 0);
        _brokenStage = -1;
        int probes = 0;
        fixture.Stages.OnRun = _ =>
        {
            if (Interlocked.Increment(ref probes) == 1)
            {
                gate.Pass();
            }
        };
        fixture.Time.Advance(Breaker.Pause);
        await gate.EnteredAsync();

        fixture.Time.Advance(1.25 * fixture.Options.StageTimeout);
        Assert.Equal((BreakerState.Open, false), (fixture.Scheduler.Breaker.State, fixture.Scheduler.IsStalled));
        fixture.Time.Advance(2 * Breaker.Pause);
        Until.IsTrue(() => fixture.Scheduler.Breaker.State == BreakerState.Closed);

        fixture.AssertOwn(7, await fixture.AlignAsync(7));
        gate.Open();
        Until.IsTrue(() => _meters.Now<int>("musica.lane.stalled").Values.Sum() == 0);
        Assert.Equal(BreakerState.Closed, fixture.Scheduler.Breaker.State);
    }

    [Fact]
    public async Task DrainAsync_WhileOpen_IsDoneAtOnce()
    {
        SchedulerFixture fixture = Create(BatchPolicies.Reform);
        await BreakAsync(stage: 0);

        await fixture.Scheduler.DrainAsync(CancellationToken.None);

        Assert.Equal(RefusalReason.Draining, fixture.Refusal(new FaceOrder(1)).Reason);
    }

    public void Dispose()
    {
        _fixture?.Dispose();
        _meters.Dispose();
    }

    private SchedulerFixture Create(string policy, int lanes = 1, bool hasAlone = false)
    {
        _fixture = new SchedulerFixture(
            new FixtureOptions { Policy = policy, Breaker = Breaker }, lanes, hasAlone: hasAlone, meters: _meters);
        _fixture.Stages.OnRun = call =>
        {
            if (call.Stage == _brokenStage)
            {
                throw new InvalidDataException("the device is gone");
            }
        };
        return _fixture;
    }

    private async Task BreakAsync(int stage)
    {
        _brokenStage = stage;
        for (int i = 0; i < Breaker.Failures; i++)
        {
            await FailAsync();
        }
    }

    private Task<StageFailedException> FailAsync() => Assert.ThrowsAsync<StageFailedException>(() => _fixture!.AlignAsync(1));
}
