using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class DeadlineTests
{
    private static readonly FaceOrder Hurried = new(1) { TimeLeft = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task AlignAsync_TimeIsOverBeforeTheFirstStage_FailsAndNeverRuns()
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = Create(gate);
        Task<FaceAlignment> running = fixture.AlignAsync(1);
        await gate.EnteredAsync();
        Task<FaceAlignment> late = fixture.AlignAsync(2, Hurried);
        Task<FaceAlignment> neighbour = fixture.AlignAsync(3);
        fixture.Time.Advance(TimeSpan.FromSeconds(1.1));

        gate.Open();

        await Assert.ThrowsAsync<DeadlineExceededException>(() => late);
        fixture.AssertOwn(1, await running);
        fixture.AssertOwn(3, await neighbour);
        Assert.DoesNotContain(fixture.Stages.Runs, run => run.Faces.Contains(2));
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task AlignAsync_NextStageWouldTakeTooLong_LeavesWithTheLandmarksItHas()
    {
        using var fixture = new SchedulerFixture();
        await fixture.WarmUpAsync(TimeSpan.FromMilliseconds(300));
        fixture.Stages.OnRun = _ => fixture.Time.Advance(TimeSpan.FromMilliseconds(300));

        // After three stages of 300 ms it would be 100 ms late, after two it is in time.
        FaceAlignment alignment = await fixture.AlignAsync(5, new FaceOrder(1) { TimeLeft = TimeSpan.FromMilliseconds(800) });

        Assert.Equal((2, ExitReason.Deadline), (alignment.Stages, alignment.Exit));
        FaceAlignment two = fixture.Faces.Alone(5, new ExitLimits(MaxStages: 2), fixture.Stages);
        Assert.Equal(two.Landmarks.AsEnumerable(), alignment.Landmarks.AsEnumerable());
        Assert.Equal((two.PredictedError, two.Status), (alignment.PredictedError, alignment.Status));
        Assert.Equal([0, 1], fixture.Stages.Runs.Select(run => run.Stage));
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task AlignAsync_TimeIsOverAfterAStage_StillLeavesWithTheLandmarksItHas()
    {
        using var fixture = new SchedulerFixture();
        fixture.Stages.OnRun = _ => fixture.Time.Advance(TimeSpan.FromSeconds(2));

        FaceAlignment alignment = await fixture.AlignAsync(5, Hurried);

        Assert.Equal((1, ExitReason.Deadline), (alignment.Stages, alignment.Exit));
    }

    [Fact]
    public async Task AlignAsync_TimeIsOverInTheLastStage_LeavesAsUsual()
    {
        using var fixture = new SchedulerFixture();
        fixture.Stages.OnRun = call => fixture.Time.Advance(call.Stage == 2 ? TimeSpan.FromSeconds(2) : TimeSpan.Zero);

        fixture.AssertOwn(5, await fixture.AlignAsync(5, Hurried));
    }

    [Fact]
    public async Task AlignAsync_JustEnoughTime_RunsAllStages()
    {
        using var fixture = new SchedulerFixture();
        await fixture.WarmUpAsync(TimeSpan.FromMilliseconds(300));
        fixture.Stages.OnRun = _ => fixture.Time.Advance(TimeSpan.FromMilliseconds(300));

        FaceAlignment alignment = await fixture.AlignAsync(5, new FaceOrder(1) { TimeLeft = TimeSpan.FromMilliseconds(900) });

        fixture.AssertOwn(5, alignment);
    }

    [Theory]
    [InlineData(BatchPolicies.Drain)]
    [InlineData(BatchPolicies.Fixed)]
    public async Task AlignAsync_BatchStaysTogether_ItsLateFaceStillLeaves(string policy)
    {
        using var fixture = new SchedulerFixture(new FixtureOptions { Policy = policy });
        await fixture.WarmUpAsync(TimeSpan.FromMilliseconds(300));
        fixture.Stages.OnRun = _ => fixture.Time.Advance(TimeSpan.FromMilliseconds(300));

        FaceAlignment alignment = await fixture.AlignAsync(5, new FaceOrder(1) { TimeLeft = TimeSpan.FromMilliseconds(500) });

        Assert.Equal((1, ExitReason.Deadline), (alignment.Stages, alignment.Exit));
    }

    private static SchedulerFixture Create(StageGate gate)
    {
        var fixture = new SchedulerFixture();
        fixture.Stages.OnRun = _ => gate.Pass();
        return fixture;
    }
}
