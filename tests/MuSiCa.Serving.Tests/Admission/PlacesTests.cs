using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class PlacesTests
{
    [Fact]
    public async Task Dispose_OfAnAdmission_FreesOnlyUnusedPlaces()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture();
        fixture.Stages.OnRun = _ => gate.Pass();
        IFaceAdmission admission = fixture.Scheduler.Admit(new FaceOrder(3));
        Task<FaceAlignment> face = fixture.AlignAsync(admission, 1);
        await gate.EnteredAsync();

        admission.Dispose();
        admission.Dispose();

        Assert.Equal(1, fixture.Scheduler.PlacesTaken);
        gate.Open();
        await face;
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task AlignAsync_MoreFacesThanPlaces_IsRefusedAndTheFaceGoesBack()
    {
        using var fixture = new SchedulerFixture();
        using IFaceAdmission admission = fixture.Scheduler.Admit(new FaceOrder(1));
        await fixture.AlignAsync(admission, 1);
        PreparedFace extra = fixture.Faces.Prepare(2);

        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await admission.AlignAsync(extra, CancellationToken.None));

        Assert.Same(extra, fixture.Faces.Prepare(3));
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task AlignAsync_AdmissionDisposed_IsRefusedAndTheFaceGoesBack()
    {
        using var fixture = new SchedulerFixture();
        IFaceAdmission admission = fixture.Scheduler.Admit(new FaceOrder(1));
        admission.Dispose();
        PreparedFace extra = fixture.Faces.Prepare(2);

        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await admission.AlignAsync(extra, CancellationToken.None));

        Assert.Same(extra, fixture.Faces.Prepare(3));
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task AlignAsync_PlacesOfOneOrderUsedAtOnce_AreEachUsedOnce()
    {
        using var fixture = new SchedulerFixture();
        IFaceAdmission admission = fixture.Scheduler.Admit(new FaceOrder(20));

        FaceAlignment[] alignments = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(face => Task.Run(() => fixture.AlignAsync(admission, face))));

        Assert.All(alignments.Index(), entry => fixture.AssertOwn(entry.Index, entry.Item));
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task Cancel_EveryCallerDisconnects_PlacesAndMemoryAreFreeAtOnce()
    {
        using var gate = new StageGate();
        using var leaving = new CancellationTokenSource();
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 4 });
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment>[] faces = [.. Enumerable.Range(0, 20).Select(face => fixture.AlignAsync(face, leaving.Token))];
        await gate.EnteredAsync();
        Assert.Equal(20, fixture.Scheduler.PlacesTaken);

        await leaving.CancelAsync();

        fixture.AssertEmpty();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(faces));
        Assert.All(faces, face => Assert.True(face.IsCanceled));
        gate.Open();
        fixture.AssertOwn(30, await fixture.AlignAsync(30));
    }
}
