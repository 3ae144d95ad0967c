using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class AloneTests
{
    [Theory]
    [InlineData(BatchPolicies.Reform, 1)]
    [InlineData(BatchPolicies.Reform, 2)]
    [InlineData(BatchPolicies.Drain, 2)]
    public async Task AlignAsync_OneFaceInFlight_HasAllProcessors(string policy, int lanes)
    {
        using var fixture = new SchedulerFixture(new FixtureOptions { Policy = policy }, lanes, hasAlone: true);

        fixture.AssertOwn(1, await fixture.AlignAsync(1));

        Assert.Equal(TestModel.Stages, fixture.Stages.Runs.Count);
        Assert.All(fixture.Stages.Runs, run => Assert.Equal(SchedulerFixture.Alone, run.Session));
    }

    // Callers that come back at once must find the lane idle that ran their last face.
    [Theory]
    [InlineData(BatchPolicies.Reform, 1, 1)]
    [InlineData(BatchPolicies.Reform, 2, 1)]
    [InlineData(BatchPolicies.Reform, 2, 2)]
    [InlineData(BatchPolicies.Drain, 2, 1)]
    public async Task AlignAsync_OneFaceAfterAnother_HasAllProcessors(string policy, int lanes, int workers)
    {
        using var fixture = new SchedulerFixture(new FixtureOptions { Policy = policy }, lanes, workers, hasAlone: true);

        for (int face = 0; face < 200; face++)
        {
            fixture.AssertOwn(face, await fixture.AlignAsync(face));
        }

        Assert.All(fixture.Stages.Runs, run => Assert.Equal(SchedulerFixture.Alone, run.Session));
    }

    [Fact]
    public async Task AlignAsync_AnotherBatchRuns_UsesTheLane()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(lanes: 2, hasAlone: true);
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment> alone = fixture.AlignAsync(1, new ExitLimits(MaxStages: 1));
        await gate.EnteredAsync();
        Task<FaceAlignment> beside = fixture.AlignAsync(2, new ExitLimits(MaxStages: 1));
        await gate.EnteredAsync();

        gate.Open();
        await Task.WhenAll(alone, beside);

        Assert.Equal(SchedulerFixture.Alone, Session(fixture, 1));
        Assert.StartsWith("lane", Session(fixture, 2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AlignAsync_OtherFacesWait_UsesTheLane()
    {
        using var gate = new StageGate();
        using var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = 1 }, hasAlone: true);
        var once = new ExitLimits(MaxStages: 1);
        fixture.Stages.OnRun = _ => gate.Pass();
        Task<FaceAlignment>[] faces = [fixture.AlignAsync(1, once), .. await WaitingAsync()];

        gate.Open();
        await Task.WhenAll(faces);

        Assert.Equal([SchedulerFixture.Alone, "lane0", SchedulerFixture.Alone], new[] { 1, 2, 3 }.Select(face => Session(fixture, face)));

        async Task<Task<FaceAlignment>[]> WaitingAsync()
        {
            await gate.EnteredAsync();
            return [fixture.AlignAsync(2, once), fixture.AlignAsync(3, once)];
        }
    }

    private static string Session(SchedulerFixture fixture, int face) =>
        Assert.Single(fixture.Stages.Runs, run => run.Faces.Contains(face)).Session;
}
