using MuSiCa.Cascade;

namespace MuSiCa.Serving.Tests;

public sealed class SingleLaneCancellationTests
{
    [Fact]
    public async Task Cancel_WaitingFace_FreesItsPlaceAtOnceAndItNeverRuns()
    {
        using var gate = new StageGate();
        using var leaving = new CancellationTokenSource();
        using var fixture = new LaneFixture();
        fixture.Stages.OnRun = (_, _) => gate.Pass();
        Task<FaceAlignment> running = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment> waiting = fixture.AlignAsync(2, leaving.Token);
        Task<FaceAlignment> neighbour = fixture.AlignAsync(3);

        await leaving.CancelAsync();

        Assert.Equal(2, fixture.Lane.PlacesTaken);
        await Assert.ThrowsAsync<TaskCanceledException>(() => waiting);
        gate.Open();
        fixture.AssertOwn(1, await running);
        fixture.AssertOwn(3, await neighbour);
        Assert.DoesNotContain(fixture.Stages.Runs, run => run.Faces.Contains(2));
    }

    [Fact]
    public async Task Cancel_RunningFace_EndsBeforeTheStageDoesAndNeighboursGoOn()
    {
        using var gate = new StageGate();
        using var leaving = new CancellationTokenSource();
        using var fixture = new LaneFixture();
        fixture.Stages.OnRun = (_, _) => gate.Pass();
        Task<FaceAlignment> blocker = fixture.AlignAsync(1, new ExitLimits(MaxStages: 1));
        await gate.EnteredAsync();
        Task<FaceAlignment> left = fixture.AlignAsync(2, leaving.Token);
        Task<FaceAlignment> neighbour = fixture.AlignAsync(3);
        gate.Release();
        await blocker;
        await gate.EnteredAsync();

        await leaving.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => left);
        Assert.Equal(1, fixture.Lane.PlacesTaken);
        gate.Open();
        fixture.AssertOwn(3, await neighbour);
        Assert.Equal([1, 2], fixture.BatchSizes(stage: 0));
        Assert.Equal([1], fixture.BatchSizes(stage: 1));
    }

    [Fact]
    public async Task AlignAsync_TokenCancelledBefore_NeverRunsAndGoesBack()
    {
        using var fixture = new LaneFixture();
        using IFaceAdmission admission = fixture.Lane.Admit(1);
        PreparedFace face = fixture.Faces.Prepare(1);

        ValueTask<FaceAlignment> left = admission.AlignAsync(face, ExitLimits.Default, new CancellationToken(canceled: true));

        Assert.Same(face, fixture.Faces.Prepare(2));
        Assert.Equal(0, fixture.Lane.PlacesTaken);
        await Assert.ThrowsAsync<TaskCanceledException>(async () => await left);
        Assert.Empty(fixture.Stages.Runs);
    }

    [Fact]
    public async Task Cancel_AfterTheOutcome_ChangesNothing()
    {
        using var leaving = new CancellationTokenSource();
        using var fixture = new LaneFixture();
        Task<FaceAlignment> face = fixture.AlignAsync(1, leaving.Token);
        await face;

        await leaving.CancelAsync();

        Assert.True(face.IsCompletedSuccessfully);
        Assert.Equal(0, fixture.Lane.PlacesTaken);
    }
}
