using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class DrainTests
{
    [Theory]
    [InlineData(BatchPolicies.Reform)]
    [InlineData(BatchPolicies.Drain)]
    [InlineData(BatchPolicies.Fixed)]
    public async Task DrainAsync_WorkInEveryStage_FinishesTheAcceptedAndRefusesNewFaces(string policy)
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = EveryStage.Create(policy, gate);
        Task<FaceAlignment>[] faces = await EveryStage.FillAsync(fixture, gate);
        IFaceAdmission admitted = fixture.Scheduler.Admit(new FaceOrder(2));

        Task drain = fixture.Scheduler.DrainAsync(CancellationToken.None);

        AdmissionRefusal refusal = fixture.Refusal(new FaceOrder(1));
        Assert.Equal((RefusalReason.Draining, null), (refusal.Reason, refusal.RetryAfter));
        Task<FaceAlignment> late = fixture.AlignAsync(admitted, 90);
        gate.Open();
        FaceAlignment[] alignments = await Task.WhenAll(faces);
        Assert.All(alignments.Index(), entry => fixture.AssertOwn(entry.Index + 1, entry.Item));
        fixture.AssertOwn(90, await late);
        Assert.False(drain.IsCompleted, "A place is still held.");
        admitted.Dispose();
        await drain;
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task DrainAsync_NothingInTheLanes_IsDone()
    {
        using var fixture = new SchedulerFixture();

        await fixture.Scheduler.DrainAsync(CancellationToken.None);

        Assert.Equal(RefusalReason.Draining, fixture.Refusal(new FaceOrder(1)).Reason);
    }

    [Fact]
    public async Task DrainAsync_OrderWithADeadlineThatCannotBeMet_IsRefusedAsDraining()
    {
        using var fixture = new SchedulerFixture();
        await fixture.WarmUpAsync(TimeSpan.FromSeconds(1));

        await fixture.Scheduler.DrainAsync(CancellationToken.None);

        Assert.Equal(RefusalReason.Draining, fixture.Refusal(new FaceOrder(1) { TimeLeft = TimeSpan.FromMilliseconds(1) }).Reason);
    }

    [Fact]
    public async Task DrainAsync_WaitCancelled_StillDrains()
    {
        using var fixture = new SchedulerFixture();
        using IFaceAdmission admitted = fixture.Scheduler.Admit(new FaceOrder(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => fixture.Scheduler.DrainAsync(new CancellationToken(canceled: true)));

        Assert.Equal(RefusalReason.Draining, fixture.Refusal(new FaceOrder(1)).Reason);
    }
}
