namespace MuSiCa.Inference.Tests;

public sealed class OfflineRunnerTests
{
    private readonly FacePreparer _preparer = new(TinyModel.Package);

    [Fact]
    public void Align_FacesThatLeaveEarly_AreMovedTogether()
    {
        FakeStage[] stages = [new(mean => mean < 100 ? 0.01f : 0.07f), new(mean => mean < 150 ? 0.02f : 0.09f), new(_ => 0.1f)];
        using CascadeSession session = FakeStage.Session(stages);
        using var runner = new OfflineRunner(session, batchSize: 2);
        PreparedFace[] faces = [.. new byte[] { 200, 50, 120, 210, 60, 130, 70 }.Select(Flat)];

        FaceAlignment[] alignments = runner.Align(faces, ExitLimits.Default);

        Assert.Equal([2, 2, 2, 1], stages[0].BatchSizes);
        Assert.Equal([2, 2], stages[1].BatchSizes);
        Assert.Equal([2], stages[2].BatchSizes);
        Assert.Equal([3, 1, 2, 3, 1, 2, 1], alignments.Select(alignment => alignment.Stages));
        Assert.Equal([0.1f, 0.01f, 0.02f, 0.1f, 0.01f, 0.02f, 0.01f], alignments.Select(alignment => alignment.PredictedError));
        Assert.Equal(ExitReason.Exhausted, alignments[0].Exit);
        Assert.Equal(AlignmentStatus.Uncertain, alignments[0].Status);
        Assert.Equal(ExitReason.Confident, alignments[1].Exit);
        Assert.Equal(AlignmentStatus.Accepted, alignments[1].Status);
    }

    [Fact]
    public void Align_Landmarks_AreImagePixelsOfTheFacesBox()
    {
        using CascadeSession session = FakeStage.Session(new(_ => 1), new(_ => 1), new(_ => 1));
        using var runner = new OfflineRunner(session);
        using PreparedFace face = _preparer.Prepare(
            TestImage.Flat(90, 80, 9).Pixels, PixelMapping.Identity, new BoundingBox(10, 20, 40, 30));

        FaceAlignment alignment = Assert.Single(runner.Align([face], ExitLimits.Default));

        Assert.Equal(new BoundingBox(10, 20, 40, 30), alignment.Box);
        Assert.Equal(30 + (40 * -0.25f) + (3 * 2), alignment.Landmarks[0], 1e-4f);
        Assert.Equal(35 + (40 * -0.2f) + (3 * 2), alignment.Landmarks[1], 1e-4f);
    }

    [Fact]
    public void Align_MaxStages_LeavesWithBudget()
    {
        FakeStage[] stages = [new(_ => 1), new(_ => 1), new(_ => 1)];
        using CascadeSession session = FakeStage.Session(stages);
        using var runner = new OfflineRunner(session);

        FaceAlignment alignment = Assert.Single(runner.Align([Flat(9)], new ExitLimits(MaxStages: 2)));

        Assert.Equal((2, ExitReason.Budget), (alignment.Stages, alignment.Exit));
        Assert.Empty(stages[2].BatchSizes);
    }

    [Fact]
    public void Align_Twice_StartsAnew()
    {
        using CascadeSession session = TinyModel.Open();
        using var runner = new OfflineRunner(session);
        using PreparedFace face = Noise(3);

        FaceAlignment first = Assert.Single(runner.Align([face], ExitLimits.Default));
        FaceAlignment second = Assert.Single(runner.Align([face], ExitLimits.Default));

        Assert.Equal(first.Landmarks.AsEnumerable(), second.Landmarks);
    }

    [Fact]
    public void Align_BatchedWithOthers_EqualsAlone()
    {
        using CascadeSession session = TinyModel.Open();
        using var together = new OfflineRunner(session, batchSize: 5);
        using var alone = new OfflineRunner(session, batchSize: 1);
        PreparedFace[] faces = [.. Enumerable.Range(0, 23).Select(Noise)];
        var limits = new ExitLimits(MaxError: 0.05f);

        FaceAlignment[] batched = together.Align(faces, limits);

        Assert.True(batched.Select(alignment => alignment.Stages).Distinct().Count() > 1);
        for (int i = 0; i < faces.Length; i++)
        {
            FaceAlignment single = Assert.Single(alone.Align([faces[i]], limits));
            Assert.Equal((single.Stages, single.Exit, single.Status), (batched[i].Stages, batched[i].Exit, batched[i].Status));
            Assert.Equal(single.PredictedError, batched[i].PredictedError, 1e-4f);
            for (int k = 0; k < single.Landmarks.Length; k++)
            {
                Assert.Equal(single.Landmarks[k], batched[i].Landmarks[k], 1e-2f);
            }
        }
    }

    [Fact]
    public void Trace_RealStages_KeepsWhatEachStageFound()
    {
        using CascadeSession session = TinyModel.Open();
        using var runner = new OfflineRunner(session, batchSize: 3);
        PreparedFace[] faces = [.. Enumerable.Range(0, 4).Select(Noise)];

        StageTrace[][] traces = runner.Trace(faces);

        for (int i = 0; i < faces.Length; i++)
        {
            for (int stage = 1; stage <= 3; stage++)
            {
                FaceAlignment alignment = runner.Align([faces[i]], new ExitLimits(MaxError: 1e-6f, MaxStages: stage))[0];
                Assert.Equal(alignment.PredictedError, traces[i][stage - 1].PredictedError, 1e-4f);
                Assert.Equal(alignment.Landmarks[5], traces[i][stage - 1].Landmarks[5], 1e-2f);
            }
        }
    }

    [Fact]
    public void Align_NoFaces_GivesNoAlignments()
    {
        using CascadeSession session = TinyModel.Open();
        using var runner = new OfflineRunner(session);

        Assert.Empty(runner.Align([], ExitLimits.Default));
    }

    [Fact]
    public void Align_Cancelled_Stops()
    {
        FakeStage[] stages = [new(_ => 1), new(_ => 1), new(_ => 1)];
        using CascadeSession session = FakeStage.Session(stages);
        using var runner = new OfflineRunner(session);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => runner.Align([Flat(1)], ExitLimits.Default, cancellation.Token));
        Assert.Empty(stages[0].BatchSizes);
    }

    [Fact]
    public void Align_FacePartlyOutsideTheImage_GivesFiniteLandmarks()
    {
        using CascadeSession session = TinyModel.Open();
        using var runner = new OfflineRunner(session);
        using PreparedFace face = _preparer.Prepare(
            TestImage.Noise(30, 30, 1).Pixels, PixelMapping.Identity, new BoundingBox(-20, -25, 40, 44));

        Assert.All(runner.Align([face], ExitLimits.Default)[0].Landmarks, value => Assert.True(float.IsFinite(value)));
    }

    private PreparedFace Flat(byte value) =>
        _preparer.Prepare(TestImage.Flat(30, 30, value).Pixels, PixelMapping.Identity, new BoundingBox(5, 5, 20, 20));

    private PreparedFace Noise(int seed) =>
        _preparer.Prepare(TestImage.Noise(40, 40, seed).Pixels, PixelMapping.Identity, new BoundingBox(5, 6, 25, 24));
}
