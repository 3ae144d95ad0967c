using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class BatchTests
{
    [Fact]
    public async Task AlignAsync_OneFace_GetsWhatItGetsAlone()
    {
        using var fixture = new SchedulerFixture();

        FaceAlignment alignment = await fixture.AlignAsync(77);

        Assert.Equal((TestModel.Stages, ExitReason.Exhausted), (alignment.Stages, alignment.Exit));
        fixture.AssertOwn(77, alignment);
        fixture.AssertEmpty();
    }

    [Fact]
    public async Task AlignAsync_FacesThatWaitedTogether_RunInBatchesUpToTheLimit()
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = Create(gate, batchLimit: 3);
        Task<FaceAlignment> first = fixture.AlignAsync(1);
        await gate.EnteredAsync();

        Task<FaceAlignment>[] later = [.. Enumerable.Range(2, 5).Select(face => fixture.AlignAsync(face))];
        gate.Open();
        FaceAlignment[] alignments = await Task.WhenAll([first, .. later]);

        Assert.Equal([1, 3, 2], fixture.Stages.BatchSizes(stage: 0));
        Assert.All(Enumerable.Range(0, TestModel.Stages), stage => Assert.InRange(fixture.Stages.BatchSizes(stage).Max(), 1, 3));
        Assert.All(alignments.Index(), entry => fixture.AssertOwn(entry.Index + 1, entry.Item));
    }

    [Fact]
    public async Task AlignAsync_FacesOfOneClass_RunInTheOrderOfTheirArrival()
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = Create(gate, batchLimit: 1);
        List<Task<FaceAlignment>> faces = [fixture.AlignAsync(9)];
        await gate.EnteredAsync();
        foreach (int face in new[] { 5, 3, 8 })
        {
            fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
            faces.Add(fixture.AlignAsync(face));
        }

        gate.Open();
        await Task.WhenAll(faces);

        Assert.Equal([9, 5, 3, 8], FirstStage(fixture));
    }

    [Fact]
    public async Task AlignAsync_FaceWithADeadline_GoesBeforeFacesThatHaveTime()
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = Create(gate, batchLimit: 1);
        List<Task<FaceAlignment>> faces = [fixture.AlignAsync(1)];
        await gate.EnteredAsync();
        faces.Add(fixture.AlignAsync(2));
        faces.Add(fixture.AlignAsync(3, new FaceOrder(1) { TimeLeft = TimeSpan.FromSeconds(30) }));
        faces.Add(fixture.AlignAsync(4, new FaceOrder(1) { TimeLeft = TimeSpan.FromMilliseconds(500) }));

        gate.Open();
        await Task.WhenAll(faces);

        // A second of patience, then a face without a deadline goes before one of thirty seconds.
        Assert.Equal([1, 4, 2, 3], FirstStage(fixture));
    }

    [Fact]
    public async Task AlignAsync_BothClassesWait_EveryFourthFaceIsBulk()
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = Create(gate, batchLimit: 1);
        List<Task<FaceAlignment>> faces = [fixture.AlignAsync(1, new ExitLimits(MaxStages: 1))];
        await gate.EnteredAsync();
        var bulk = new FaceOrder(1) { Priority = FacePriority.Bulk, Limits = new ExitLimits(MaxStages: 1) };
        faces.AddRange(Enumerable.Range(100, 3).Select(face => fixture.AlignAsync(face, bulk)));
        faces.AddRange(Enumerable.Range(2, 7).Select(face => fixture.AlignAsync(face, new ExitLimits(MaxStages: 1))));

        gate.Open();
        await Task.WhenAll(faces);

        Assert.Equal([1, 2, 3, 4, 100, 5, 6, 7, 101, 8, 102], FirstStage(fixture));
    }

    [Fact]
    public async Task AlignAsync_OneOrderOfManyFaces_EachHasItsOwnLimitsOutcome()
    {
        using var gate = new StageGate();
        using SchedulerFixture fixture = Create(gate, batchLimit: 8);
        fixture.Stages.ExitStage = face => face % 4;
        Task<FaceAlignment> blocker = fixture.AlignAsync(3);
        await gate.EnteredAsync();

        Task<FaceAlignment>[] faces = [.. new[] { 5, 6, 7, 9 }.Select(face => fixture.AlignAsync(face))];
        Task<FaceAlignment> budget = fixture.AlignAsync(7, new ExitLimits(MaxStages: 2));
        Task<FaceAlignment> loose = fixture.AlignAsync(11, new ExitLimits(MaxError: 0.3f));
        gate.Open();
        FaceAlignment[] alignments = await Task.WhenAll([blocker, .. faces, budget, loose]);

        Assert.Equal([3, 1, 2, 3, 1, 2, 1], alignments.Select(alignment => alignment.Stages));
        Assert.Equal(
            [
                ExitReason.Exhausted, ExitReason.Confident, ExitReason.Confident, ExitReason.Exhausted, ExitReason.Confident,
                ExitReason.Budget, ExitReason.Confident,
            ],
            alignments.Select(alignment => alignment.Exit));
    }

    private static IEnumerable<int> FirstStage(SchedulerFixture fixture) =>
        fixture.Stages.Runs.Where(run => run.Stage == 0).SelectMany(run => run.Faces);

    private static SchedulerFixture Create(StageGate gate, int batchLimit)
    {
        var fixture = new SchedulerFixture(new FixtureOptions { BatchLimit = batchLimit });
        fixture.Stages.OnRun = _ => gate.Pass();
        return fixture;
    }
}
