using MuSiCa.Cascade;

namespace MuSiCa.Serving.Tests;

public sealed class SingleLaneBatchTests
{
    [Fact]
    public async Task AlignAsync_OneFace_GetsWhatItGetsAlone()
    {
        using var fixture = new LaneFixture();

        FaceAlignment alignment = await fixture.AlignAsync(77);

        Assert.Equal(TestModel.Stages, alignment.Stages);
        Assert.Equal(ExitReason.Exhausted, alignment.Exit);
        fixture.AssertOwn(77, alignment);
    }

    [Fact]
    public async Task AlignAsync_FacesThatWaitedTogether_RunInBatchesUpToTheLimit()
    {
        using var gate = new StageGate();
        using var fixture = new LaneFixture(batchLimit: 3);
        fixture.Stages.OnRun = (_, _) => gate.Pass();
        Task<FaceAlignment> first = fixture.AlignAsync(1);
        await gate.EnteredAsync();

        Task<FaceAlignment>[] later = [.. Enumerable.Range(2, 5).Select(face => fixture.AlignAsync(face))];
        gate.Open();
        FaceAlignment[] alignments = await Task.WhenAll([first, .. later]);

        Assert.Equal([1, 3, 2], fixture.BatchSizes(stage: 0));
        Assert.All(alignments.Index(), entry => fixture.AssertOwn(entry.Index + 1, entry.Item));
    }

    [Fact]
    public async Task AlignAsync_FacesGoodEnough_LeaveAndTheOthersGoOn()
    {
        using var gate = new StageGate();
        using var fixture = new LaneFixture();
        fixture.Stages.ExitStage = face => face % 4;
        fixture.Stages.OnRun = (_, _) => gate.Pass();
        Task<FaceAlignment> blocker = fixture.AlignAsync(3);
        await gate.EnteredAsync();

        Task<FaceAlignment>[] faces = [.. new[] { 5, 6, 7, 9 }.Select(face => fixture.AlignAsync(face))];
        gate.Open();
        FaceAlignment[] alignments = await Task.WhenAll(faces);
        await blocker;

        Assert.Equal([1, 4], fixture.BatchSizes(stage: 0));
        Assert.Equal([1, 2], fixture.BatchSizes(stage: 1));
        Assert.Equal([1, 1], fixture.BatchSizes(stage: 2));
        Assert.Equal([1, 2, 3, 1], alignments.Select(alignment => alignment.Stages));
        Assert.Equal(
            [ExitReason.Confident, ExitReason.Confident, ExitReason.Exhausted, ExitReason.Confident],
            alignments.Select(alignment => alignment.Exit));
    }

    [Fact]
    public async Task AlignAsync_LimitsOfEachFace_AreItsOwn()
    {
        using var gate = new StageGate();
        using var fixture = new LaneFixture();
        fixture.Stages.OnRun = (_, _) => gate.Pass();
        Task<FaceAlignment> blocker = fixture.AlignAsync(0);
        await gate.EnteredAsync();

        Task<FaceAlignment> budget = fixture.AlignAsync(1, new ExitLimits(MaxStages: 2));
        Task<FaceAlignment> loose = fixture.AlignAsync(2, new ExitLimits(MaxError: 0.3f));
        Task<FaceAlignment> plain = fixture.AlignAsync(3);
        gate.Open();
        await blocker;

        Assert.Equal((2, ExitReason.Budget), ((await budget).Stages, (await budget).Exit));
        Assert.Equal((1, ExitReason.Confident), ((await loose).Stages, (await loose).Exit));
        Assert.Equal((3, ExitReason.Exhausted), ((await plain).Stages, (await plain).Exit));
    }

    [Fact]
    public async Task AlignAsync_LimitsThatMakeNoSense_AreRefusedAndThePlaceIsFree()
    {
        using var fixture = new LaneFixture();

        await Assert.ThrowsAsync<ExitLimitsException>(() => fixture.AlignAsync(1, new ExitLimits(Profile: "none")));

        Assert.Equal(0, fixture.Lane.PlacesTaken);
    }

    [Fact]
    public async Task WarmUpAsync_RunsEveryStageUpToTheBatchLimit()
    {
        using var fixture = new LaneFixture(batchLimit: 4);

        await fixture.Lane.WarmUpAsync(CancellationToken.None);

        Assert.All(Enumerable.Range(0, TestModel.Stages), stage => Assert.Equal([1, 2, 4], fixture.BatchSizes(stage)));
    }
}
