namespace MuSiCa.Inference.Tests;

public sealed class FacePoolTests
{
    [Fact]
    public void Prepare_InADirtyFace_EqualsAFreshOne()
    {
        var preparer = new FacePreparer(TinyModel.Package);
        TestImage image = TestImage.Noise(70, 60, seed: 1);
        var box = new BoundingBox(12.5f, 9, 31, 37);
        using PreparedFace fresh = preparer.Prepare(image.Pixels, PixelMapping.Identity, box);
        PreparedFace dirty = preparer.Prepare(TestImage.Noise(300, 200, seed: 2).Pixels, PixelMapping.Identity, new(-40, -30, 250, 260));
        RunAllStages(dirty);
        dirty.Dispose();

        using PreparedFace reused = preparer.Prepare(image.Pixels, PixelMapping.Identity, box);

        Assert.Same(dirty, reused);
        Assert.Equal(fresh.Level(0), reused.Level(0));
        Assert.Equal(fresh.Level(1), reused.Level(1));
        Assert.Equal(fresh.Level(2), reused.Level(2));
        Assert.Equal(fresh.Normalization, reused.Normalization);
        Assert.Equal(fresh.Transform, reused.Transform);
        Assert.Equal(fresh.Progress.Shape, reused.Progress.Shape);
        Assert.Equal(fresh.Progress.Hidden, reused.Progress.Hidden);
        Assert.Equal(0, reused.Progress.Stages);
        Assert.True(float.IsNaN(reused.Progress.PredictedError));
    }

    [Fact]
    public void Dispose_Twice_GivesTheFaceBackOnce()
    {
        var preparer = new FacePreparer(TinyModel.Package);
        TestImage image = TestImage.Noise(20, 20, seed: 1);
        PreparedFace face = preparer.Prepare(image.Pixels, PixelMapping.Identity, new(2, 2, 10, 10));
        face.Dispose();
        face.Dispose();

        using PreparedFace first = preparer.Prepare(image.Pixels, PixelMapping.Identity, new(2, 2, 10, 10));
        using PreparedFace second = preparer.Prepare(image.Pixels, PixelMapping.Identity, new(2, 2, 10, 10));

        Assert.NotSame(first, second);
    }

    [Fact]
    public void Dispose_BeyondTheRetainedNumber_DropsTheFace()
    {
        var preparer = new FacePreparer(TinyModel.Package, retainedFaces: 1);
        TestImage image = TestImage.Noise(20, 20, seed: 1);
        PreparedFace first = preparer.Prepare(image.Pixels, PixelMapping.Identity, new(2, 2, 10, 10));
        PreparedFace second = preparer.Prepare(image.Pixels, PixelMapping.Identity, new(2, 2, 10, 10));
        first.Dispose();
        second.Dispose();

        using PreparedFace third = preparer.Prepare(image.Pixels, PixelMapping.Identity, new(2, 2, 10, 10));
        using PreparedFace fourth = preparer.Prepare(image.Pixels, PixelMapping.Identity, new(2, 2, 10, 10));

        Assert.Same(first, third);
        Assert.NotSame(second, fourth);
    }

    [Fact]
    public void MemoryBytes_Face_CountsPyramidShapeAndHidden()
    {
        using PreparedFace face = new FacePreparer(TinyModel.Package)
            .Prepare(TestImage.Flat(9, 9, 9).Pixels, PixelMapping.Identity, new(2, 2, 4, 4));

        Assert.InRange(face.MemoryBytes, (3 * ((32 * 32) + (16 * 16) + (8 * 8))) + (4 * (12 + 8)), 5000);
    }

    private static void RunAllStages(PreparedFace face)
    {
        using CascadeSession session = FakeStage.Session(new(_ => 1), new(_ => 1), new(_ => 1));
        using var runner = new OfflineRunner(session);
        runner.Align([face], ExitLimits.Default);
        Assert.Equal(3, face.Progress.Stages);
    }
}
