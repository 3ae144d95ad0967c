namespace MuSiCa.Inference.Tests;

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
        new PatchGatherer(TinyModel.Package.Frame, TinyModel.Package.Patch).Gather(
            second, 2, TinyModel.Package.Patch.Indices.AsSpan(), Similarity.Identity, patches);
        Assert.Equal(patches, batch.Patches.Slice(patches.Length, patches.Length));
    }

    [Fact]
    public void Gather_StageWithPatchesOfItsOwn_TakesThose()
    {
        ModelPackage package = TinyModel.Package with
        {
            Stages = [TinyModel.Package.Stages[0] with { Patches = [5, 2] }, .. TinyModel.Package.Stages.Skip(1)],
        };
        using CascadeSession session = FakeStage.SessionOf(package, new(_ => 1), new(_ => 1), new(_ => 1));
        using var batch = new StageBatch(StageShape.Of(package), 2);
        using PreparedFace first = Prepare(1);
        using PreparedFace second = Prepare(2);

        new StageRunner(session).Gather(0, [first, second], batch);

        Assert.Equal(4, batch.Shape.Patches);
        Assert.Equal(2, batch.PatchCount);
        byte[] patches = new byte[2 * package.Patch.PatchBytes];
        new PatchGatherer(package.Frame, package.Patch).Gather(second, 2, [5, 2], Similarity.Identity, patches);
        Assert.Equal(patches, batch.Patches.Slice(patches.Length, patches.Length));
    }

    [Fact]
    public void Run_AlignedStage_TurnsTheDisplacementWithTheFace()
    {
        ModelPackage package = TinyModel.Package with { Patch = TinyModel.Package.Patch with { IsAligned = true } };
        using CascadeSession session = FakeStage.SessionOf(package, new(_ => 1), new(_ => 1), new(_ => 1));
        using var batch = new StageBatch(StageShape.Of(package), 2);
        using PreparedFace face = Prepare();
        var runner = new StageRunner(session);
        runner.Run(0, [face], batch);
        Turn(face.Progress.MutableShape);
        float[] before = face.Progress.Shape.ToArray();

        runner.Run(1, [face], batch);

        // The stage moves by (1, 1); in a face turned by a quarter and twice as large that is (-2, 2).
        for (int i = 0; i < before.Length; i += 2)
        {
            Assert.Equal(before[i] - 2, face.Progress.Shape[i], 1e-3f);
            Assert.Equal(before[i + 1] + 2, face.Progress.Shape[i + 1], 1e-3f);
        }
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

    [Theory]
    [InlineData(float.NaN, 0)]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(float.NegativeInfinity, 2)]
    public void TryApply_RowThatIsNoNumber_IsThatRowOnly(float value, int output)
    {
        using CascadeSession session = FakeStage.Session(new(_ => 1), new(_ => 1), new(_ => 1));
        var runner = new StageRunner(session);
        using var batch = new StageBatch(StageShape.Of(TinyModel.Package), 3);
        PreparedFace[] faces = [Prepare(1), Prepare(2), Prepare(3)];
        runner.Gather(0, faces, batch);
        runner.Execute(0, batch);
        Assert.True(runner.IsFinite(batch));
        switch (output)
        {
            case 0:
                batch.Displacement[2 * TinyModel.Package.Landmarks.Count] = value;
                break;
            case 1:
                batch.HiddenOut[(2 * TinyModel.Package.HiddenSize) - 1] = value;
                break;
            default:
                batch.PredictedError[1] = value;
                break;
        }

        Assert.False(runner.IsFinite(batch));
        Assert.Equal([true, false, true], faces.Select((face, row) => runner.TryApply(0, row, face, batch)));
        Assert.Equal([1, 0, 1], faces.Select(face => face.Progress.Stages));
        Array.ForEach(faces, face => face.Dispose());
    }

    private static void Turn(Span<float> shape)
    {
        for (int i = 0; i < shape.Length; i += 2)
        {
            (shape[i], shape[i + 1]) = (-2 * shape[i + 1], 2 * shape[i]);
        }
    }

    private PreparedFace Prepare(int seed = 1) =>
        _preparer.Prepare(TestImage.Noise(40, 40, seed).Pixels, PixelMapping.Identity, new BoundingBox(5, 5, 25, 25));
}
