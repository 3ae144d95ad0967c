using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class CancellationTests
{
    [Fact]
    public async Task Cancel_WaitingFace_FreesItsPlaceAtOnceAndItNeverRuns()
    {
        using var gate = new StageGate();
        using var leaving = new CancellationTokenSource();
        using var fixture = new SchedulerFixture();
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> running = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment> waiting = fixture.AlignAsync(2, leaving.Token);
        Task<FaceAlignment> neighbour = fixture.AlignAsync(3);

        await leaving.CancelAsync();

        Assert.Equal(2, fixture.Scheduler.PlacesTaken);
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(leaving.Token, cancelled.CancellationToken);
        gate.Open();
        fixture.AssertOwn(1, await running);
        fixture.AssertOwn(3, await neighbour);
        Assert.DoesNotContain(fixture.Stages.Runs, run => run.Faces.Contains(2));
    }

    [Theory]
    [InlineData(BatchPolicies.Reform)]
    [InlineData(BatchPolicies.Drain)]
    public async Task Cancel_RunningFace_EndsBeforeTheStageDoesAndNeighboursGoOn(string policy)
    {
        using var gate = new StageGate();
        using var leaving = new CancellationTokenSource();
        using var fixture = new SchedulerFixture(new FixtureOptions { Policy = policy });
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> blocker = fixture.AlignAsync(1, new ExitLimits(MaxStages: 1));
        await gate.EnteredAsync();
        Task<FaceAlignment> left = fixture.AlignAsync(2, leaving.Token);
        Task<FaceAlignment> neighbour = fixture.AlignAsync(3);
        gate.Release();
        await blocker;
        await gate.EnteredAsync();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal(1, fixture.Scheduler.PlacesTaken);
        gate.Open();
        fixture.AssertOwn(3, await neighbour);
        Assert.Equal([1, 2], fixture.Stages.BatchSizes(stage: 0));
        Assert.Equal([1], fixture.Stages.BatchSizes(stage: 1));
    }

    [Fact]
    public async Task Cancel_BetweenAdmissionAndHandover_NeverRunsAndGoesBack()
    {
        using var leaving = new CancellationTokenSource();
        using var fixture = new SchedulerFixture();
        using IFaceAdmission admission = fixture.Scheduler.Admit(new FaceOrder(1));
        PreparedFace face = fixture.Faces.Prepare(1);
        await leaving.CancelAsync();

        ValueTask<FaceOutcome> left = admission.AlignAsync(face, leaving.Token);

        Assert.Same(face, fixture.Faces.Prepare(2));
        fixture.AssertEmpty();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await left);
        Assert.Empty(fixture.Stages.Runs);
    }

    [Fact]
    public async Task Cancel_AfterTheOutcome_ChangesNothing()
    {
        using var leaving = new CancellationTokenSource();
        using var fixture = new SchedulerFixture();
        Task<FaceAlignment> face = fixture.AlignAsync(1, leaving.Token);
        await face;

        await leaving.CancelAsync();

        Assert.True(face.IsCompletedSuccessfully);
        fixture.AssertEmpty();
        fixture.AssertOwn(2, await fixture.AlignAsync(2));
    }

    [Fact]
    public async Task Cancel_OneOrderOfManyFaces_GivesUpEachOfThem()
    {
        using var gate = new StageGate();
        using var leaving = new CancellationTokenSource();
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 2 });
        fixture.Stages.OnRun = _ => gate.Pass();
        using IFaceAdmission admission = fixture.Scheduler.Admit(new FaceOrder(6));
        Task<FaceAlignment>[] faces = [.. Enumerable.Range(0, 5).Select(face => fixture.AlignAsync(admission, face, leaving.Token))];
        await gate.EnteredAsync();

        await leaving.CancelAsync();

        Assert.Equal(1, fixture.Scheduler.PlacesTaken);
        gate.Open();
        fixture.AssertOwn(9, await fixture.AlignAsync(admission, 9));
        Assert.All(faces, face => Assert.False(face.IsCompletedSuccessfully));
    }
}
