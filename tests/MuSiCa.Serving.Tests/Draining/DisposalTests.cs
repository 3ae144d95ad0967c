using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class DisposalTests
{
    [Theory]
    [InlineData(BatchPolicies.Reform)]
    [InlineData(BatchPolicies.Drain)]
    public async Task Dispose_WorkInEveryStage_EveryFaceIsDoneOrGivenBack(string policy)
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = EveryStage.Create(policy, gate);
        Task<FaceAlignment>[] faces = await EveryStage.FillAsync(fixture, gate);

        Task disposal = Task.Run(fixture.Engine.Dispose);
        // The faces that waited come back while the stages still hang at the gate.
        Task<FaceAlignment> first = await Task.WhenAny(faces);
        Assert.Equal(RefusalReason.Draining, (await Assert.ThrowsAsync<AdmissionException>(() => first)).Refusal.Reason);
        gate.Open();
        await disposal;

        foreach ((int index, Task<FaceAlignment> face) in faces.Index())
        {
            if (await Record.ExceptionAsync(() => face) is { } failure)
            {
                Assert.Equal(RefusalReason.Draining, Assert.IsType<AdmissionException>(failure).Refusal.Reason);
            }
            else
            {
                fixture.AssertOwn(index + 1, await face);
            }
        }

        fixture.AssertEmpty();
        fixture.Faces.AssertAllGivenBackOnce();
    }

    [Fact]
    public async Task Dispose_FaceRunsItsLastStage_StillGetsItsLandmarks()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture();
        fixture.Stages.OnRun = call =>
        {
            if (call.Stage == TestModel.Stages - 1)
            {
                gate.Pass();
            }
        };
        Task<FaceAlignment> running = fixture.AlignAsync(1);
        await gate.EnteredAsync();

        Task disposal = Task.Run(fixture.Engine.Dispose);
        gate.Open();

        await disposal;
        fixture.AssertOwn(1, await running);
    }

    [Fact]
    public async Task AlignAsync_SchedulerDisposed_GivesTheFaceBack()
    {
        using var fixture = new SchedulerFixture();
        using IFaceAdmission admission = fixture.Scheduler.Admit(new FaceOrder(1));
        fixture.Engine.Dispose();
        fixture.Engine.Dispose();

        var refused = await Assert.ThrowsAsync<AdmissionException>(() => fixture.AlignAsync(admission, 1));

        Assert.Equal(RefusalReason.Draining, refused.Refusal.Reason);
        fixture.AssertEmpty();
        fixture.Faces.AssertAllGivenBackOnce();
    }

    [Fact]
    public async Task Dispose_StageHangs_DoesNotWaitForIt()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(lanes: 2);
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> hanging = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        fixture.Time.Advance(2 * fixture.Options.StageTimeout);
        await Assert.ThrowsAsync<StageStalledException>(() => hanging);

        fixture.Engine.Dispose();

        fixture.AssertEmpty();
        gate.Open();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_StageHangs_FreesNothingThatItUsesAndSaysSoOnce(bool isGivenUp)
    {
        using var gate = new StageGate();
        var log = new FakeLogger<BatchScheduler>();
        using var fixture = new SchedulerFixture(logger: log);
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> hanging = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        if (isGivenUp)
        {
            fixture.Time.Advance(2 * fixture.Options.StageTimeout);
            await Assert.ThrowsAsync<StageStalledException>(() => hanging);
        }

        // Nobody tells that it hangs before the limit: it is not waited for longer than a little while.
        fixture.Dispose();

        await Assert.ThrowsAnyAsync<Exception>(() => hanging);
        Assert.False(fixture.Stages.IsDisposed, "The session was closed under the stage.");
        FakeLogRecord record = Assert.Single(log.Collector.GetSnapshot());
        Assert.Equal(LogLevel.Warning, record.Level);
        Assert.Equal("Stopping: lane lane0 hangs; what it uses is not freed before it is back, or the process ends", record.Message);
        fixture.AssertEmpty();

        // What comes back writes into memory that is still there, and only then lets go of it.
        gate.Open();
        Until.IsTrue(() => fixture.Stages.IsDisposed);
        Until.IsTrue(() => fixture.Faces.AreAllGivenBackOnce());
    }
}
