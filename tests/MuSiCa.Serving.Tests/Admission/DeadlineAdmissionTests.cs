using MuSiCa.Cascade;

namespace MuSiCa.Serving.Tests;

public sealed class DeadlineAdmissionTests
{
    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    public async Task TryAdmit_NobodyWaits_NeedsTimeForTheFirstStage(double milliseconds, bool isTaken)
    {
        using var fixture = new SchedulerFixture();
        await fixture.WarmUpAsync(Batch);

        Assert.Equal(isTaken, fixture.Scheduler.TryAdmit(Within(milliseconds), out IFaceAdmission? admission, out _));

        admission?.Dispose();
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task TryAdmit_DeadlineCannotBeMet_IsRefusedWithBothTimes()
    {
        using var fixture = new SchedulerFixture();
        await fixture.WarmUpAsync(Batch);

        AdmissionRefusal refusal = fixture.Refusal(Within(12.5));

        Assert.Equal((RefusalReason.Deadline, null), (refusal.Reason, refusal.RetryAfter));
        Assert.Equal("12.5 ms are left and about 100 ms are needed at present.", refusal.Message);
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task TryAdmit_FacesWait_NeedsTheirTimeToo()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(new SchedulerOptions { BatchLimit = 2 });
        await fixture.WarmUpAsync(Batch);
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> running = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment>[] waiting = [.. Enumerable.Range(2, 4).Select(face => fixture.AlignAsync(face))];

        // Two batches through three stages, and its own first stage.
        Assert.Equal(RefusalReason.Deadline, fixture.Refusal(Within(690)).Reason);
        using IFaceAdmission taken = fixture.Scheduler.Admit(Within(710));

        gate.Open();
        await Task.WhenAll([running, .. waiting]);
    }

    [Fact]
    public async Task TryAdmit_BulkFacesWait_HoldUpAnInteractiveFaceLessThanABulkOne()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(new SchedulerOptions { BatchLimit = 2 });
        await fixture.WarmUpAsync(Batch);
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> running = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment>[] waiting =
            [.. Enumerable.Range(2, 4).Select(face => fixture.AlignAsync(face, new FaceOrder(1) { Priority = FacePriority.Bulk }))];

        Assert.Equal(RefusalReason.Deadline, fixture.Refusal(Within(400) with { Priority = FacePriority.Bulk }).Reason);
        using IFaceAdmission taken = fixture.Scheduler.Admit(Within(400));

        gate.Open();
        await Task.WhenAll([running, .. waiting]);
    }

    [Fact]
    public void TryAdmit_NothingMeasured_TakesAnyDeadline()
    {
        using var fixture = new SchedulerFixture();

        using IFaceAdmission admission = fixture.Scheduler.Admit(Within(0.001));

        Assert.Equal(1, fixture.Scheduler.PlacesTaken);
    }

    [Fact]
    public void TryAdmit_AllTheTimeThereIs_IsTaken()
    {
        using var fixture = new SchedulerFixture();

        using IFaceAdmission admission = fixture.Scheduler.Admit(new FaceOrder(1) { TimeLeft = TimeSpan.MaxValue });

        Assert.Equal(1, fixture.Scheduler.PlacesTaken);
    }

    private static FaceOrder Within(double milliseconds) => new(1) { TimeLeft = TimeSpan.FromMilliseconds(milliseconds) };
}
