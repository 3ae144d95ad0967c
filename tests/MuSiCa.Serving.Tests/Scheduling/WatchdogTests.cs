using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class WatchdogTests
{
    private const int Hanging = 2;
    private static readonly FixtureOptions Options = new() { StageTimeout = TimeSpan.FromSeconds(10), BatchLimit = 4 };

    [Fact]
    public async Task AlignAsync_StageHangs_ItsFacesFailAtTheLimitAndNotBefore()
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = Create(gate, lanes: 1);
        Task<FaceAlignment> face = fixture.AlignAsync(Hanging);
        await gate.EnteredAsync();

        fixture.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(face.IsCompleted);
        Assert.Equal(1, fixture.Scheduler.PlacesTaken);
        fixture.Time.Advance(TimeSpan.FromSeconds(2.5));

        fixture.AssertEmpty();
        var failure = await Assert.ThrowsAsync<StageStalledException>(() => face);
        Assert.Equal(1, failure.Stage);
        Assert.Equal("Stage 1 did not come back within 10 s (setting MuSiCa:Serving:StageTimeout).", failure.Message);
        gate.Open();
    }

    [Fact]
    public async Task AlignAsync_OneLaneOfTwoHangs_TheOtherGoesOn()
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = Create(gate, lanes: 2);
        Task<FaceAlignment> face = fixture.AlignAsync(Hanging);
        await gate.EnteredAsync();

        fixture.Time.Advance(TimeSpan.FromSeconds(12.5));

        await Assert.ThrowsAsync<StageStalledException>(() => face);
        Assert.False(fixture.Scheduler.IsStalled);
        FaceAlignment[] others = await Task.WhenAll(Enumerable.Range(10, 20).Select(other => fixture.AlignAsync(other)));
        Assert.All(others.Index(), entry => fixture.AssertOwn(entry.Index + 10, entry.Item));
        Assert.Single(fixture.Stages.Runs.Where(run => !run.Faces.Contains(Hanging)).Select(run => run.Session).Distinct());
        gate.Open();
    }

    [Fact]
    public async Task AlignAsync_EveryLaneHangs_WaitingFacesAreGivenBackAndNoneAreTaken()
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = Create(gate, lanes: 1);
        Task<FaceAlignment> face = fixture.AlignAsync(Hanging);
        await gate.EnteredAsync();
        Task<FaceAlignment> waiting = fixture.AlignAsync(3);
        using IFaceAdmission admitted = fixture.Scheduler.Admit(new FaceOrder(1));
        Assert.False(fixture.Scheduler.IsStalled);

        fixture.Time.Advance(TimeSpan.FromSeconds(12.5));

        Assert.True(fixture.Scheduler.IsStalled);
        await Assert.ThrowsAsync<StageStalledException>(() => face);
        Assert.Equal(RefusalReason.Stalled, (await Assert.ThrowsAsync<AdmissionException>(() => waiting)).Refusal.Reason);
        Assert.Equal(RefusalReason.Stalled, fixture.Refusal(new FaceOrder(1)).Reason);
        var late = await Assert.ThrowsAsync<AdmissionException>(() => fixture.AlignAsync(admitted, 4));
        Assert.Equal(RefusalReason.Stalled, late.Refusal.Reason);
        fixture.AssertEmpty();
        gate.Open();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AlignAsync_StageComesBackLate_TheLaneWorksAgainAndNobodyGetsTheOldResults(bool throws)
    {
        using var gate = new StageGate();
        using var next = new StageGate();
        using SchedulerFixture fixture = Create(gate, lanes: 1);
        Action<StageCall> hang = fixture.Stages.OnRun;
        fixture.Stages.OnRun = call =>
        {
            hang(call);
            if (throws && call.Faces.Contains(Hanging))
            {
                throw new InvalidDataException("the device is back");
            }
        };
        Task<FaceAlignment> face = fixture.AlignAsync(Hanging);
        await gate.EnteredAsync();
        fixture.Time.Advance(TimeSpan.FromSeconds(12.5));
        await Assert.ThrowsAsync<StageStalledException>(() => face);

        gate.Open();
        // The lane is taken to work before its worker looks for faces; only the worker knows when.
        Until.IsTrue(() => !fixture.Scheduler.IsStalled);

        fixture.AssertOwn(5, await fixture.AlignAsync(5));
        Assert.DoesNotContain(fixture.Stages.Runs, run => run.Stage > 0 && run.Faces.Contains(Hanging));
        await fixture.Scheduler.DrainAsync(CancellationToken.None);
        fixture.Engine.Dispose();
        fixture.Faces.AssertAllGivenBackOnce();
    }

    private static SchedulerFixture Create(StageGate gate, int lanes)
    {
        var fixture = new SchedulerFixture(Options, lanes);
        fixture.Stages.OnRun = call =>
        {
            if (call.Faces.Contains(Hanging))
            {
                gate.Pass();
            }
        };
        return fixture;
    }
}
