namespace MuSiCa.Inference.Tests;

public sealed class AllocationTests
{
    private const int Rounds = 20;
    private const int Faces = 16;

    private readonly FacePreparer _preparer = new(TinyModel.Package);

    [Fact]
    public void Prepare_AfterWarmUp_AllocatesNothing()
    {
        TestImage image = TestImage.Noise(400, 300, seed: 1);

        long allocated = Measure(() => _preparer.Prepare(image.Pixels, PixelMapping.Identity, new(50.5f, 40, 180, 170)).Dispose());

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Gather_AfterWarmUp_AllocatesNothing()
    {
        TestImage image = TestImage.Noise(60, 60, seed: 1);
        using CascadeSession session = FakeStage.Session(new(_ => 1), new(_ => 1), new(_ => 1));
        using var batch = new StageBatch(StageShape.Of(TinyModel.Package), Faces);
        var runner = new StageRunner(session);
        PreparedFace[] faces = [.. Enumerable.Range(0, Faces).Select(_ => Prepare(image))];

        Assert.Equal(0, Measure(() => runner.Gather(0, faces, batch)));
    }

    [Fact]
    public void Run_AlignedStage_AllocatesNothing()
    {
        TestImage image = TestImage.Noise(60, 60, seed: 1);
        ModelPackage package = TinyModel.Package with { Patch = TinyModel.Package.Patch with { IsAligned = true } };
        using CascadeSession session = FakeStage.SessionOf(package, new(_ => 1), new(_ => 1), new(_ => 1));
        using var batch = new StageBatch(StageShape.Of(package), Faces);
        var runner = new StageRunner(session);
        PreparedFace[] faces = [.. Enumerable.Range(0, Faces).Select(_ => Prepare(image))];
        runner.Run(0, faces, batch);

        Assert.Equal(0, Measure(() => runner.Gather(1, faces, batch)));
    }

    [Fact]
    public void Execute_AfterWarmUp_AllocatesNothing()
    {
        TestImage image = TestImage.Noise(60, 60, seed: 1);
        using CascadeSession session = TinyModel.Open();
        using var batch = new StageBatch(StageShape.Of(TinyModel.Package), Faces);
        var runner = new StageRunner(session);
        PreparedFace[] faces = [.. Enumerable.Range(0, Faces).Select(_ => Prepare(image))];

        runner.Gather(0, faces, batch);

        Assert.Equal(0, Measure(() => runner.Execute(0, batch)));
    }

    private static long Measure(Action action)
    {
        for (int i = 0; i < Rounds; i++)
        {
            action();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private PreparedFace Prepare(TestImage image) => _preparer.Prepare(image.Pixels, PixelMapping.Identity, new(5, 5, 25, 25));
}
