namespace MuSiCa.Cascade.Tests;

public sealed class StageRunnerTests
{
    private readonly FacePreparer _preparer = new(TinyModel.Package);

    [Fact]
    public void Run_Stage_MovesTheFaceOn()
    {
        using CascadeSession session = FakeStage.Session(new(_ => 0.25f), new(_ => 1), new(_ => 1));
        using var batch = new StageBatch(StageShape.Of(TinyModel.Package), 2);
        using PreparedFace face = Prepare();
        float before = face.Progress.Shape[4];

        new StageRunner(session).Run(0, [face], batch);

        Assert.Equal(1, face.Progress.Stages);
        Assert.Equal(before + 1, face.Progress.Shape[4]);
        Assert.Equal(0.25f, face.Progress.PredictedError);
        Assert.Equal(1, face.Progress.Hidden[7]);
    }

    [Fact]
    public void Gather_Faces_FillsTheirRows()
    {
        using CascadeSession session = FakeStage.Session(new(_ => 1), new(_ => 1), new(_ => 1));
        using var batch = new StageBatch(StageShape.Of(TinyModel.Package), 4);
        using PreparedFace first = Prepare(1);
        using PreparedFace second = Prepare(2);

        new StageRunner(session).Gather(0, [first, second], batch);

        Assert.Equal(2, batch.Count);
        Assert.Equal(second.Normalization.Mean, batch.Normalization[2]);
        Assert.Equal(second.Normalization.InverseDeviation, batch.Normalization[3]);
        byte[] patches = new byte[batch.Shape.PatchBytes];
        new PatchGatherer(TinyModel.Package.Frame, TinyModel.Package.Patch).Gather(second, 2, patches);
        Assert.Equal(patches, batch.Patches.Slice(patches.Length, patches.Length));
    }

    [Fact]
    public void Run_FaceOfAnotherStage_IsRefused()
    {
        using CascadeSession session = FakeStage.Session(new(_ => 1), new(_ => 1), new(_ => 1));
        using var batch = new StageBatch(StageShape.Of(TinyModel.Package), 2);
        using PreparedFace face = Prepare();

        ArgumentException exception = Assert.Throws<ArgumentException>(() => new StageRunner(session).Run(1, [face], batch));

        Assert.Contains("has run 0 stages and cannot run stage 2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_BatchOfAnotherModel_IsRefused()
    {
        using CascadeSession session = FakeStage.Session(new(_ => 1), new(_ => 1), new(_ => 1));
        using var batch = new StageBatch(new StageShape(1, 2, 3, 4), 2);
        using PreparedFace face = Prepare();

        Assert.Throws<ArgumentException>(() => new StageRunner(session).Run(0, [face], batch));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Run_StageThatGivesNoNumber_NamesTheStage(float predictedError)
    {
        using CascadeSession session = FakeStage.Session(new(_ => predictedError), new(_ => 1), new(_ => 1));
        using var batch = new StageBatch(StageShape.Of(TinyModel.Package), 2);
        using PreparedFace face = Prepare();

        StageOutputException exception = Assert.Throws<StageOutputException>(() => new StageRunner(session).Run(0, [face], batch));

        Assert.Equal(1, exception.Stage);
    }

    private PreparedFace Prepare(int seed = 1) =>
        _preparer.Prepare(TestImage.Noise(40, 40, seed).Pixels, PixelMapping.Identity, new BoundingBox(5, 5, 25, 25));
}
