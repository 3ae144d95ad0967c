using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class AwaitTwiceTests
{
    [Fact]
    public async Task Await_ASecondTime_IsAnErrorAndHarmsNobody()
    {
        using var gate = new StageGate();
        using var leaving = new CancellationTokenSource();
        using var fixture = new SchedulerFixture();
        using IFaceAdmission admission = fixture.Scheduler.Admit(new FaceOrder(1));
        PreparedFace face = fixture.Faces.Prepare(1);
        ValueTask<FaceOutcome> outcome = admission.AlignAsync(face, CancellationToken.None);
        await outcome;
        // A batch later the lane has let go of the first face, and its object is used again.
        fixture.AssertOwn(2, await fixture.AlignAsync(2));
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment>[] next = [fixture.AlignAsync(3, leaving.Token), fixture.AlignAsync(4, leaving.Token)];
        await gate.EnteredAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await outcome);
        await leaving.CancelAsync();

        // Whoever got the object can still be cancelled and is still held by its lane.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next[0]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next[1]);
        gate.Open();
        FaceAlignment[] more = await Task.WhenAll(Enumerable.Range(10, 20).Select(other => fixture.AlignAsync(other)));
        Assert.All(more.Index(), entry => fixture.AssertOwn(entry.Index + 10, entry.Item));
        fixture.AssertEmpty();
        face.Dispose();
    }

    [Fact]
    public async Task Await_ASecondTimeWhileTheLaneStillHoldsTheFace_IsAnError()
    {
        using var gate = new StageGate();
        using var leaving = new CancellationTokenSource();
        using var fixture = new SchedulerFixture();
        fixture.Stages.OnRun = _ => gate.Pass();
        using IFaceAdmission admission = fixture.Scheduler.Admit(new FaceOrder(1));
        ValueTask<FaceOutcome> outcome = admission.AlignAsync(fixture.Faces.Prepare(1), leaving.Token);
        await gate.EnteredAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await outcome);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await outcome);

        gate.Open();
        fixture.AssertOwn(2, await fixture.AlignAsync(2));
        await fixture.Scheduler.DrainAsync(CancellationToken.None);
        fixture.Engine.Dispose();
        fixture.Faces.AssertAllGivenBackOnce();
    }
}
