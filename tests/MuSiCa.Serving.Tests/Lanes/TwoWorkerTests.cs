using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class TwoWorkerTests
{
    private static readonly ExitLimits Once = new(MaxStages: 1);

    [Fact]
    public async Task AlignAsync_FullBatchWaitsWhileOneRuns_IsTakenOutAndGatheredButRunsAfterIt()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 2 }, workers: 2);
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> running = fixture.AlignAsync(1, Once);
        await gate.EnteredAsync();

        Task<FaceAlignment>[] full = [fixture.AlignAsync(2, Once), fixture.AlignAsync(3, Once)];
        // Only the second worker can take them: the first is held in its stage.
        Until.IsTrue(() => fixture.Waiting(0) == 0);

        Assert.Single(fixture.Stages.Runs);
        gate.Release();
        await running;
        await gate.EnteredAsync();
        Assert.Equal([2, 3], fixture.Stages.Runs.Last().Faces);
        gate.Open();
        await Task.WhenAll(full);
    }

    [Fact]
    public async Task AlignAsync_LessThanAFullBatchWaits_StaysInThePoolForThoseToCome()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 4 }, workers: 2);
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> running = fixture.AlignAsync(1, Once);
        await gate.EnteredAsync();
        Task<FaceAlignment>[] later = [.. Enumerable.Range(2, 3).Select(face => fixture.AlignAsync(face, Once))];

        gate.Open();
        await Task.WhenAll([running, .. later]);

        Assert.Equal([1, 3], fixture.Stages.BatchSizes(stage: 0));
    }

    [Theory]
    [InlineData(BatchPolicies.Reform)]
    [InlineData(BatchPolicies.Drain)]
    [InlineData(BatchPolicies.Fixed)]
    public async Task AlignAsync_ManyFaces_NeverTwoBatchesOnTheDeviceAtOnce(string policy)
    {
        int inside = 0;
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 3, Policy = policy }, workers: 2);
        fixture.Stages.OnRun = _ =>
        {
            int now = Interlocked.Increment(ref inside);
            Thread.Yield();
            Interlocked.Decrement(ref inside);
            if (now > 1)
            {
                throw new InvalidOperationException("two at once");
            }
        };

        FaceAlignment[] faces = await Task.WhenAll(Enumerable.Range(0, 100).Select(face => fixture.AlignAsync(face)));

        Assert.All(faces.Index(), entry => fixture.AssertOwn(entry.Index, entry.Item));
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task AlignAsync_BatchWaitsBehindOneThatHangs_IsGivenUpWithItAndNeverRuns()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 2 }, workers: 2);
        fixture.Stages.OnRun = call =>
        {
            if (call.Faces.Any(face => face < 10))
            {
                gate.Pass();
            }
        };
        Task<FaceAlignment> hanging = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment>[] behind = [fixture.AlignAsync(2), fixture.AlignAsync(3)];
        Until.IsTrue(() => fixture.Waiting(0) == 0);

        // The second worker may still be on its way to the device, so look until it is noticed.
        while (!behind.All(face => face.IsCompleted))
        {
            fixture.Time.Advance(fixture.Options.StageTimeout);
            await Task.Yield();
        }

        await Assert.ThrowsAsync<StageStalledException>(() => hanging);
        await Assert.ThrowsAsync<StageStalledException>(() => behind[0]);
        await Assert.ThrowsAsync<StageStalledException>(() => behind[1]);
        Assert.True(fixture.Scheduler.IsStalled);
        gate.Open();
        Until.IsTrue(() => !fixture.Scheduler.IsStalled);
        fixture.AssertOwn(20, await fixture.AlignAsync(20));
        Assert.DoesNotContain(fixture.Stages.Runs, run => run.Faces.Contains(2));
    }
}
