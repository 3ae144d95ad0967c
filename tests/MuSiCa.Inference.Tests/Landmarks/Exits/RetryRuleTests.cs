using System.Text.Json.Nodes;

namespace MuSiCa.Inference.Tests;

public sealed class RetryRuleTests
{
    private const float Good = 0.07f;

    private static readonly RetryStart Own = new(IsOwn: true);

    [Fact]
    public void Align_UncertainFace_GoesOnceMoreAndKeepsTheBestPass()
    {
        ModelPackage package = Package(Own, new RetryStart(IsOwn: false, Turn: 30));

        FaceAlignment alignment = Align(package, ExitLimits.Default, 0.3f, 0.2f, 0.25f);

        Assert.Equal((3, 3, 0.2f), (alignment.Passes, alignment.Stages, alignment.PredictedError));
        Assert.Equal((ExitReason.Exhausted, AlignmentStatus.Uncertain), (alignment.Exit, alignment.Status));
        Assert.Equal(3 * package.MultiplyAdds(3), alignment.MultiplyAdds);
        FaceAlignment second = Align(Package(Own), ExitLimits.Default, 0.3f, 0.2f);
        Assert.Equal(second.Landmarks.AsEnumerable(), alignment.Landmarks);
    }

    [Fact]
    public void Align_FurtherPassIsGood_IsTheLast()
    {
        FaceAlignment alignment = Align(Package(Own, Own, Own), ExitLimits.Default, 0.3f, Good, 0.3f, 0.3f);

        Assert.Equal((2, Good, AlignmentStatus.Accepted), (alignment.Passes, alignment.PredictedError, alignment.Status));
    }

    [Fact]
    public void Align_GoodFace_RunsOnce()
    {
        ModelPackage package = Package(Own);

        FaceAlignment alignment = Align(package, ExitLimits.Default, Good);

        Assert.Equal((1, package.MultiplyAdds(3)), (alignment.Passes, alignment.MultiplyAdds));
    }

    [Fact]
    public void Align_MaxStages_RulesOutFurtherPasses()
    {
        FaceAlignment alignment = Align(Package(Own), new ExitLimits(MaxStages: 3), 0.3f, Good);

        Assert.Equal((1, 0.3f), (alignment.Passes, alignment.PredictedError));
    }

    [Fact]
    public void Align_OwnLandmarks_StartsWhereTheyAre()
    {
        ModelPackage package = Package(Own);
        FaceAlignment once = Align(package, new ExitLimits(MaxStages: 3), 0.3f);

        FaceAlignment twice = Align(package, ExitLimits.Default, 0.3f, 0.2f);

        // Each pass moves every landmark by three frame pixels both ways, and the frame has the size of the image.
        for (int i = 0; i < once.Landmarks.Length; i++)
        {
            Assert.Equal(once.Landmarks[i] + (3 * FramePixel(package)), twice.Landmarks[i], 1e-3f);
        }
    }

    [Fact]
    public void Align_TurnedInTheBox_TurnsStartAndSteps()
    {
        ModelPackage package = Package(Own with { IsOwn = false, Turn = 90 });

        FaceAlignment alignment = Align(package, ExitLimits.Default, 0.3f, 0.2f);

        for (int i = 0; i < alignment.Landmarks.Length; i += 2)
        {
            float x = 15 - (20 * package.MeanShape[i + 1]) - (3 * FramePixel(package));
            float y = 15 + (20 * package.MeanShape[i]) + (3 * FramePixel(package));
            Assert.Equal((x, y), (alignment.Landmarks[i], alignment.Landmarks[i + 1]), new Near(1e-3f));
        }
    }

    [Fact]
    public void Align_ScaledInTheBox_ScalesStartAndSteps()
    {
        ModelPackage package = Package(Own with { IsOwn = false, Scale = 1.5 });

        FaceAlignment alignment = Align(package, ExitLimits.Default, 0.3f, 0.2f);

        Assert.Equal(15 + (1.5f * ((20 * package.MeanShape[0]) + (3 * FramePixel(package)))), alignment.Landmarks[0], 1e-3f);
    }

    [Fact]
    public void Align_SomeOfSeveralFacesGoOnceMore_EachEndsAsAlone()
    {
        ModelPackage package = Package(Own);
        FakeStage[] stages = [new(_ => 1), new(_ => 1), new(mean => mean < 100 ? Good : 0.3f)];
        using CascadeSession session = FakeStage.SessionOf(package, stages);
        using var runner = new OfflineRunner(session, batchSize: 2);
        PreparedFace[] faces = [.. new byte[] { 200, 50, 120, 60, 130 }.Select(value => Prepare(package, value))];

        FaceAlignment[] alignments = runner.Align(faces, ExitLimits.Default);

        Assert.Equal([2, 1, 2, 1, 2], alignments.Select(alignment => alignment.Passes));
        Assert.Equal([2, 2, 1, 2, 1], stages[2].BatchSizes);
    }

    [Fact]
    public void Align_StagesPredictNoSpread_HasNone() => Assert.Empty(Align(Package(Own), ExitLimits.Default, Good).Spread);

    [Fact]
    public void Align_SpreadOfATurnedAndScaledPass_IsInPixelsOfTheImage()
    {
        ModelPackage package = Package(Own with { IsOwn = false, Turn = 90, Scale = 1.5 });
        using var session = new CascadeSession(
            package, [new SpreadStage(0.3f), new SpreadStage(0.3f), new SpreadStage(0.2f)], new ProviderReport(ExecutionProvider.Cpu, ExecutionProvider.Cpu, null));
        using var runner = new OfflineRunner(session);
        using PreparedFace face = Prepare(package, 9);

        FaceAlignment alignment = Assert.Single(runner.Align([face], ExitLimits.Default));

        // The best pass is the first, whose face has the size of the mean shape.
        Assert.All(alignment.Spread, spread => Assert.Equal(2 * FramePixel(package), spread, 1e-3f));
        Assert.Equal(package.Landmarks.Count, alignment.Spread.Length);
    }

    [Fact]
    public void GiveUp_FirstPass_HasNothingToGoBackTo()
    {
        using PreparedFace face = Prepare(Package(Own), 9);

        Assert.Null(RetryRule.GiveUp(face));
    }

    [Fact]
    public void Load_RetrySection_ListsOwnLandmarksThenTurnsThenScales()
    {
        using var folder = new PackageFolder();
        folder.Edit(document =>
        {
            document["formatVersion"] = 2;
            document["patch"]!["aligned"] = true;
            document["retry"] = JsonNode.Parse("""{"turns": [60, -60], "scales": [1.35]}""");
        });

        Assert.Equal(
            [Own, new RetryStart(false, Turn: 60), new RetryStart(false, Turn: -60), new RetryStart(false, Scale: 1.35)],
            ModelPackage.Load(folder.Path).Retries);
    }

    [Fact]
    public void Load_NoRetrySection_EveryFaceRunsOnce() => Assert.Empty(TinyModel.Package.Retries);

    // The errors that the last stage expects, pass by pass.
    private static FaceAlignment Align(ModelPackage package, ExitLimits limits, params float[] errors)
    {
        int pass = 0;
        using CascadeSession session = FakeStage.SessionOf(package, new(_ => 1), new(_ => 1), new(_ => errors[pass++]));
        using var runner = new OfflineRunner(session);
        using PreparedFace face = Prepare(package, 9);
        FaceAlignment alignment = Assert.Single(runner.Align([face], limits));
        Assert.Equal(pass, alignment.Passes);
        return alignment;
    }

    private static ModelPackage Package(params RetryStart[] retries) => TinyModel.Package with
    {
        Patch = TinyModel.Package.Patch with { IsAligned = true },
        Retries = [.. retries],
    };

    private static PreparedFace Prepare(ModelPackage package, byte value) => new FacePreparer(package).Prepare(
        TestImage.Flat(30, 30, value).Pixels, PixelMapping.Identity, new BoundingBox(5, 5, 20, 20));

    private static float FramePixel(ModelPackage package) => 20f / package.Frame.BoxSide;

    // Moves nothing, and expects every landmark to be two frame pixels off.
    private sealed class SpreadStage(float error) : IStage
    {
        public int PaddedCount(int count) => count;

        public void Run(StageBatch batch)
        {
            batch.Displacement.Clear();
            batch.HiddenOut.Clear();
            batch.PredictedError.Fill(error);
            batch.Spread.Fill(2);
        }
    }

    private sealed class Near(float tolerance) : IEqualityComparer<(float X, float Y)>
    {
        public bool Equals((float X, float Y) one, (float X, float Y) other) =>
            MathF.Abs(one.X - other.X) <= tolerance && MathF.Abs(one.Y - other.Y) <= tolerance;

        public int GetHashCode((float X, float Y) point) => 0;
    }
}
