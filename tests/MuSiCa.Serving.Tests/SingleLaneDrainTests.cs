using MuSiCa.Cascade;

namespace MuSiCa.Serving.Tests;

public sealed class SingleLaneDrainTests
{
    [Fact]
    public async Task DrainAsync_WorkInTheLane_RefusesNewFacesAndFinishesTheAccepted()
    {
        using var gate = new StageGate();
        using var fixture = new LaneFixture();
        fixture.Stages.OnRun = (_, _) => gate.Pass();
        Task<FaceAlignment> running = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment> waiting = fixture.AlignAsync(2);
        IFaceAdmission admitted = fixture.Lane.Admit(2);

        Task drain = fixture.Lane.DrainAsync(CancellationToken.None);

        var refusal = Assert.Throws<AdmissionException>(() => fixture.Lane.Admit(1));
        Assert.Equal(AdmissionRefusal.Draining, refusal.Reason);
        Task<FaceAlignment> late = admitted.AlignAsync(fixture.Faces.Prepare(3), ExitLimits.Default, CancellationToken.None).AsTask();
        gate.Open();
        fixture.AssertOwn(1, await running);
        fixture.AssertOwn(2, await waiting);
        fixture.AssertOwn(3, await late);
        Assert.False(drain.IsCompleted, "A place is still held.");
        admitted.Dispose();
        await drain;
    }

    [Fact]
    public async Task DrainAsync_NothingInTheLane_IsDone()
    {
        using var fixture = new LaneFixture();

        await fixture.Lane.DrainAsync(CancellationToken.None);

        Assert.Throws<AdmissionException>(() => fixture.Lane.Admit(1));
    }

    [Fact]
    public async Task DrainAsync_WaitCancelled_StillDrains()
    {
        using var fixture = new LaneFixture();
        using IFaceAdmission admitted = fixture.Lane.Admit(1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => fixture.Lane.DrainAsync(new CancellationToken(canceled: true)));

        Assert.Throws<AdmissionException>(() => fixture.Lane.Admit(1));
    }

    [Fact]
    public async Task Dispose_FacesWaiting_GivesThemBackAndFinishesTheRunningBatch()
    {
        using var gate = new StageGate();
        using var fixture = new LaneFixture();
        fixture.Stages.OnRun = (_, _) => gate.Pass();
        Task<FaceAlignment> running = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment> waiting = fixture.AlignAsync(2);

        Task disposal = Task.Run(fixture.Lane.Dispose);
        var refusal = await Assert.ThrowsAsync<AdmissionException>(() => waiting);
        gate.Open();

        Assert.Equal(AdmissionRefusal.Draining, refusal.Reason);
        fixture.AssertOwn(1, await running);
        await disposal;
        Assert.Equal(0, fixture.Lane.PlacesTaken);
    }
}
