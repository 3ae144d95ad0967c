namespace MuSiCa.Serving.Tests;

/// <summary>A detector and a cascade on the same lanes.</summary>
public sealed class SharedLanesTests : IDisposable
{
    private static readonly FixtureOptions Impatient = new() { Breaker = new BreakerOptions { Failures = 1 } };

    private readonly FakeFinder _finder = new();
    private readonly StageGate _gate = new();

    [Fact]
    public async Task Run_FacesAndViewsWait_FacesGoFirst()
    {
        using var fixture = new SchedulerFixture(finder: _finder);
        List<string> ran = [];
        fixture.Stages.OnRun = call => ran.Add($"stage {call.Stage + 1}");
        _finder.OnRun = _ =>
        {
            ran.Add("detection");
            _gate.Pass();
        };
        Task<IEnumerable<int>> running = fixture.SearchAsync(_finder, [1]);
        await _gate.EnteredAsync();
        Task<IEnumerable<int>> views = fixture.SearchAsync(_finder, [2]);
        Task face = fixture.AlignAsync(1);

        _gate.Open();
        await Task.WhenAll(running, views, face);

        Assert.Equal(["detection", "stage 1", "stage 2", "stage 3", "detection"], ran);
    }

    [Fact]
    public async Task SearchAsync_TheCascadeFailsEveryTime_GoesOn()
    {
        using var fixture = new SchedulerFixture(Impatient, finder: _finder);
        fixture.Stages.OnRun = static _ => throw new InvalidDataException("broken");
        await Assert.ThrowsAsync<StageFailedException>(() => fixture.AlignAsync(1));
        Assert.Equal(BreakerState.Open, fixture.Scheduler.Breaker.State);

        Assert.Equal([2, 3, 4], await fixture.SearchAsync(_finder, [2, 3, 4]));

        Assert.Equal(BreakerState.Closed, fixture.Detector!.Breaker.State);
        Assert.Equal(RefusalReason.Failing, fixture.Refusal(new FaceOrder(1)).Reason);
    }

    [Fact]
    public async Task AlignAsync_TheDetectorFailsEveryTime_GoesOnAndTheProbeRunsBetween()
    {
        using var fixture = new SchedulerFixture(Impatient, finder: _finder);
        _finder.OnRun = static _ => throw new InvalidDataException("broken");
        await Assert.ThrowsAsync<StageFailedException>(() => fixture.SearchAsync(_finder, [1]));
        fixture.AssertOwn(1, await fixture.AlignAsync(1));
        Assert.Equal(BreakerState.Open, fixture.Detector!.Breaker.State);
        _finder.OnRun = static _ => { };

        fixture.Time.Advance(Impatient.Breaker.Pause);

        Until.IsTrue(() => fixture.Detector.Breaker.State == BreakerState.Closed);
        Assert.Equal([2], await fixture.SearchAsync(_finder, [2]));
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task Run_DetectionHangsOnTheOnlyLane_BothAreStalledUntilItIsBack()
    {
        using var fixture = new SchedulerFixture(finder: _finder);
        _finder.OnRun = _ => _gate.Pass();
        Task<IEnumerable<int>> hanging = fixture.SearchAsync(_finder, [1]);
        await _gate.EnteredAsync();
        Task waiting = fixture.AlignAsync(1);

        fixture.Time.Advance(2 * fixture.Options.StageTimeout);

        Assert.Equal(0, (await Assert.ThrowsAsync<StageStalledException>(() => hanging)).Stage);
        Assert.Equal(RefusalReason.Stalled, (await Assert.ThrowsAsync<AdmissionException>(() => waiting)).Refusal.Reason);
        Assert.True(fixture.Scheduler.IsStalled && fixture.Detector!.IsStalled);
        fixture.AssertEmpty();
        _gate.Open();
        Until.IsTrue(() => !fixture.Scheduler.IsStalled);
        fixture.AssertOwn(2, await fixture.AlignAsync(2));
    }

    [Fact]
    public async Task Run_DetectionHangsOnOneOfTwoLanes_TheOtherGoesOnWithBoth()
    {
        using var fixture = new SchedulerFixture(lanes: 2, finder: _finder);
        _finder.OnRun = _ => _gate.Pass();
        Task<IEnumerable<int>> hanging = fixture.SearchAsync(_finder, [1]);
        await _gate.EnteredAsync();
        _finder.OnRun = static _ => { };

        fixture.Time.Advance(2 * fixture.Options.StageTimeout);

        await Assert.ThrowsAsync<StageStalledException>(() => hanging);
        fixture.AssertOwn(1, await fixture.AlignAsync(1));
        Assert.Equal([5], await fixture.SearchAsync(_finder, [5]));
        _gate.Open();
    }

    [Fact]
    public async Task Dispose_FacesAndViewsWait_GivesBothBack()
    {
        var fixture = new SchedulerFixture(finder: _finder);
        _finder.OnRun = _ => _gate.Pass();
        Task<IEnumerable<int>> running = fixture.SearchAsync(_finder, [1]);
        await _gate.EnteredAsync();
        Task<IEnumerable<int>> view = fixture.SearchAsync(_finder, [2]);
        Task face = fixture.AlignAsync(1);

        Task disposed = Task.Run(fixture.Dispose, TestContext.Current.CancellationToken);

        Assert.Equal(RefusalReason.Draining, (await Assert.ThrowsAsync<AdmissionException>(() => view)).Refusal.Reason);
        Assert.Equal(RefusalReason.Draining, (await Assert.ThrowsAsync<AdmissionException>(() => face)).Refusal.Reason);
        _gate.Open();
        Assert.Equal([1], await running);
        await disposed;
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task EstimateFor_ViewsWait_CountsThemWithTheirCost()
    {
        using var fixture = new SchedulerFixture(finder: _finder);
        await fixture.WarmUpAsync(TimeSpan.FromMilliseconds(1));
        _finder.OnRun = _ => fixture.Time.Advance(TimeSpan.FromMilliseconds(100));
        await fixture.Detector!.WarmUpAsync(CancellationToken.None);
        _finder.OnRun = _ => _gate.Pass();
        Task<IEnumerable<int>> running = fixture.SearchAsync(_finder, [1]);
        await _gate.EnteredAsync();
        Task<IEnumerable<int>> waiting = fixture.SearchAsync(_finder, [2, 3, 4, 5]);

        AdmissionRefusal refusal = fixture.Refusal(new FaceOrder(1) { TimeLeft = TimeSpan.FromMilliseconds(150) });

        Assert.Equal(RefusalReason.Deadline, refusal.Reason);
        _gate.Open();
        await Task.WhenAll(running, waiting);
        using IFaceAdmission admission = fixture.Scheduler.Admit(new FaceOrder(1) { TimeLeft = TimeSpan.FromMilliseconds(150) });
    }

    public void Dispose() => _gate.Dispose();
}
