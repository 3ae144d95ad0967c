using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class PolicyTests
{
    [Fact]
    public void Names_OfThePolicies_AreThese()
    {
        Assert.Equal<string>(["reform", "drain", "fixed"], BatchPolicies.Names);
        Assert.Equal("reform", new FixtureOptions().Policy);
        Assert.All(BatchPolicies.Names, name => Assert.NotNull(BatchPolicies.Create(name)));
    }

    [Fact]
    public void Create_UnknownName_IsRefusedWithTheNames()
    {
        var failure = Assert.Throws<ArgumentException>(() => new SchedulerFixture(new FixtureOptions { Policy = "Reform" }));

        Assert.StartsWith("'Reform' is no batch policy; there are reform, drain, fixed.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reform_SurvivorsAndNewcomers_MeetInOneBatch()
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = Create(BatchPolicies.Reform, gate, batchLimit: 2);
        Task<FaceAlignment>[] faces = [fixture.AlignAsync(1), .. await AfterEnteredAsync(fixture, gate, 2, 3, 4)];

        gate.Open();
        FaceAlignment[] alignments = await Task.WhenAll(faces);

        // The deepest first: 1 alone through stage 1, then full batches of newcomers and of survivors.
        Assert.Contains(fixture.Stages.Runs, run => run.Stage == 1 && run.Faces.Length == 2);
        Assert.All(alignments.Index(), entry => fixture.AssertOwn(entry.Index + 1, entry.Item));
    }

    [Fact]
    public async Task Drain_NewcomersWait_UntilTheBatchHasRunToItsEnd()
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = Create(BatchPolicies.Drain, gate, batchLimit: 2);
        fixture.Stages.ExitStage = face => face == 2 ? 1 : int.MaxValue;
        Task<FaceAlignment>[] faces = [fixture.AlignAsync(1), .. await AfterEnteredAsync(fixture, gate, 2, 3, 4)];

        gate.Open();
        FaceAlignment[] alignments = await Task.WhenAll(faces);

        // 2 left its batch after the first stage; 4 did not take its place.
        Assert.Equal(["0:1", "1:1", "2:1", "0:2,3", "1:3", "2:3", "0:4", "1:4", "2:4"], fixture.Stages.Runs.Select(Describe));
        Assert.Equal(ExitReason.Confident, alignments[1].Exit);
    }

    [Fact]
    public async Task Fixed_FacesGoodEnough_RunAllStagesAllTheSame()
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = Create(BatchPolicies.Fixed, gate, batchLimit: 2);
        fixture.Stages.ExitStage = static _ => 1;
        Task<FaceAlignment>[] faces =
            [fixture.AlignAsync(1, new ExitLimits(MaxError: 0.5f)), .. await AfterEnteredAsync(fixture, gate, 2, 3)];

        gate.Open();
        FaceAlignment[] alignments = await Task.WhenAll(faces);

        Assert.Equal(["0:1", "1:1", "2:1", "0:2,3", "1:2,3", "2:2,3"], fixture.Stages.Runs.Select(Describe));
        Assert.All(alignments, face => Assert.Equal((TestModel.Stages, ExitReason.Exhausted), (face.Stages, face.Exit)));
    }

    [Fact]
    public async Task Fixed_MaxStages_IsStillTheCallers()
    {
        using var fixture = new SchedulerFixture(new FixtureOptions { Policy = BatchPolicies.Fixed });

        FaceAlignment alignment = await fixture.AlignAsync(1, new ExitLimits(MaxStages: 2));

        Assert.Equal((2, ExitReason.Budget), (alignment.Stages, alignment.Exit));
    }

    private static SchedulerFixture Create(string policy, StageGate gate, int batchLimit)
    {
        var fixture = new SchedulerFixture(new FixtureOptions { Policy = policy, BatchLimit = batchLimit });
        fixture.Stages.OnRun = _ => gate.Pass();
        return fixture;
    }

    private static async Task<Task<FaceAlignment>[]> AfterEnteredAsync(SchedulerFixture fixture, StageGate gate, params int[] faces)
    {
        await gate.EnteredAsync();
        return [.. faces.Select(face => fixture.AlignAsync(face))];
    }

    private static string Describe(StageCall run) => $"{run.Stage}:{string.Join(',', run.Faces)}";
}
