namespace MuSiCa.Inference.Tests;

public sealed class FacePreparerTests
{
    private static readonly FrameLayout Frame = TinyModel.Package.Frame;

    private readonly FacePreparer _preparer = new(TinyModel.Package);

    [Theory]
    [InlineData(20.3f, 17.6f, 33.7f, 41.2f)]
    [InlineData(10f, 12f, 20f, 20f)]
    [InlineData(30f, 30f, 7f, 6f)]
    [InlineData(-20f, -15f, 60f, 44f)]
    [InlineData(60f, 50f, 40f, 60f)]
    [InlineData(-100f, -100f, 300f, 290f)]
    [InlineData(-300f, -310f, 700f, 690f)]
    [InlineData(5f, 6f, 0.5f, 0.25f)]
    [InlineData(-9000f, -9000f, 18000f, 17000f)]
    public void Prepare_AnyBox_EqualsTheDefinition(float x, float y, float width, float height)
    {
        TestImage image = TestImage.Noise(90, 80, seed: 3);
        var box = new BoundingBox(x, y, width, height);

        using PreparedFace face = _preparer.Prepare(image.Pixels, PixelMapping.Identity, box);

        (TestImage source, PixelMapping mapping) = FrameReference.Source(image, PixelMapping.Identity, box, Frame);
        AssertRounded(FrameReference.Resample(source, mapping, box, Frame), face.Level(0));
    }

    [Theory]
    [InlineData(1f, 1f, 319f)]
    [InlineData(-37f, 21f, 320f)]
    [InlineData(-37f, 21f, 500f)]
    [InlineData(-700f, -650f, 1700f)]
    public void Prepare_FaceLargeInItsImage_AsIfTakenFromTheImageItself(float x, float y, float side)
    {
        var image = new TestImage(601, 480, (column, row, channel) => 128 + (90 * Math.Sin((column / 41.0) + channel) * Math.Cos(row / 29.0)));
        var box = new BoundingBox(x, y, side, side);

        using PreparedFace face = _preparer.Prepare(image.Pixels, PixelMapping.Identity, box);

        // Outside of the image the mean of its last block repeats, not its last pixel.
        double[] expected = FrameReference.Resample(image, PixelMapping.Identity, box, Frame);
        double ratio = side / Frame.BoxSide;
        double worst = 0;
        int compared = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double column = x + (side / 2) + (((i % Frame.Size) - Frame.Center) * ratio);
            double row = y + (side / 2) + (((i / Frame.Size % Frame.Size) - Frame.Center) * ratio);
            if (column > ratio && column < 600 - ratio && row > ratio && row < 479 - ratio)
            {
                worst = Math.Max(worst, Math.Abs(expected[i] - face.Level(0)[i]));
                compared++;
            }
        }

        Assert.True(worst < 2.5, $"{worst}");
        Assert.True(compared > 3 * 10, $"{compared}");
    }

    [Fact]
    public void Prepare_FacesOfOneImage_ReducedOnceAndEachAsAlone()
    {
        TestImage image = TestImage.Noise(301, 203, seed: 8);
        BoundingBox[] boxes = [new(-100, -50, 400, 400), new(3, 4, 50, 50), new(-2000, -2000, 4100, 4100), new(-90, -60, 410, 390)];
        using var reduced = new ReducedImages();

        foreach (BoundingBox box in boxes)
        {
            using PreparedFace alone = _preparer.Prepare(image.Pixels, PixelMapping.Identity, box);
            using PreparedFace one = _preparer.Prepare(image.Pixels, PixelMapping.Identity, box, reduced);
            Assert.True(alone.Level(0).SequenceEqual(one.Level(0)));
        }
    }

    [Fact]
    public void Prepare_ShrunkImage_EqualsTheDefinition()
    {
        TestImage image = TestImage.Noise(61, 53, seed: 4);
        var mapping = new PixelMapping(4.05, 3.98, 1.5, 1.45);
        var box = new BoundingBox(50, 40, 130, 121);

        using PreparedFace face = _preparer.Prepare(image.Pixels, mapping, box);

        (TestImage source, PixelMapping reduced) = FrameReference.Source(image, mapping, box, Frame);
        AssertRounded(FrameReference.Resample(source, reduced, box, Frame), face.Level(0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Prepare_BlobAtKnownPlace_ShowsItThereToATenthOfAPixel(int shrink)
    {
        const double X = 203.3;
        const double Y = 158.8;
        var box = new BoundingBox(141.5f, 99.25f, 120f, 131f);
        var mapping = new PixelMapping(shrink, shrink, (shrink - 1) / 2.0, (shrink - 1) / 2.0);
        TestImage image = new(400 / shrink, 320 / shrink, (x, y, _) => Blob((x * shrink) + mapping.OffsetX, (y * shrink) + mapping.OffsetY, X, Y));

        using PreparedFace face = _preparer.Prepare(image.Pixels, mapping, box);

        double ratio = 131.0 / 20;
        (double u, double v) = Centroid(face.Level(0)[..(32 * 32)], 32);
        Assert.Equal(((X - 201.5) / ratio) + 15.5, u, 0.1 / ratio);
        Assert.Equal(((Y - 164.75) / ratio) + 15.5, v, 0.1 / ratio);
    }

    [Fact]
    public void Prepare_Levels_AreHalvedByTheKernel()
    {
        TestImage image = TestImage.Noise(64, 64, seed: 5);

        using PreparedFace face = _preparer.Prepare(image.Pixels, PixelMapping.Identity, new BoundingBox(10, 10, 30, 30));

        Assert.Equal(FrameReference.Halve(face.Level(0), 32), face.Level(1));
        Assert.Equal(FrameReference.Halve(face.Level(1), 16), face.Level(2));
    }

    [Fact]
    public void Prepare_Normalization_IsMeanAndPopulationDeviationOfLevel0()
    {
        TestImage image = TestImage.Noise(64, 64, seed: 6);

        using PreparedFace face = _preparer.Prepare(image.Pixels, PixelMapping.Identity, new BoundingBox(10, 10, 30, 30));

        double[] values = [.. face.Level(0).ToArray().Select(value => (double)value)];
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        Assert.Equal(mean, face.Normalization.Mean, 1e-4);
        Assert.Equal(1 / deviation, face.Normalization.InverseDeviation, 1e-6);
    }

    [Fact]
    public void Prepare_FlatImage_CountsDeviationAsOne()
    {
        using PreparedFace face = _preparer.Prepare(
            TestImage.Flat(30, 20, 77).Pixels, PixelMapping.Identity, new BoundingBox(-50, 3, 100, 9));

        Assert.Equal(new Normalization(77, 1), face.Normalization);
        Assert.True(face.Level(2).IndexOfAnyExcept((byte)77) < 0);
    }

    [Fact]
    public void Prepare_StartShape_IsMeanShapeInTheFrame()
    {
        using PreparedFace face = _preparer.Prepare(
            TestImage.Flat(30, 20, 7).Pixels, PixelMapping.Identity, new BoundingBox(1, 2, 10, 10));

        Assert.Equal(15.5f + (20 * -0.25f), face.Progress.Shape[0]);
        Assert.Equal(15.5f + (20 * 0.45f), face.Progress.Shape[11], 1e-5f);
        Assert.Equal(0, face.Progress.Stages);
        Assert.True(float.IsNaN(face.Progress.PredictedError));
    }

    [Fact]
    public void Transform_FramePoint_MapsBackThroughTheBox()
    {
        using PreparedFace face = _preparer.Prepare(
            TestImage.Flat(30, 20, 7).Pixels, PixelMapping.Identity, new BoundingBox(10, 20, 30, 40));
        float[] points = new float[4];

        face.Transform.ToImage([15.5f, 15.5f, 25.5f, 5.5f], points);

        Assert.Equal([25f, 40f, 45f, 20f], points);
    }

    [Theory]
    [InlineData(40, 1)]
    [InlineData(1, 40)]
    [InlineData(1, 1)]
    public void Prepare_ThinImage_RepeatsItsEdges(int width, int height)
    {
        TestImage image = TestImage.Noise(width, height, seed: 8);
        var box = new BoundingBox(-3, -2, 11, 12);

        using PreparedFace face = _preparer.Prepare(image.Pixels, PixelMapping.Identity, box);

        AssertRounded(FrameReference.Resample(image, PixelMapping.Identity, box, Frame), face.Level(0));
    }

    [Theory]
    [InlineData(float.NaN, 0, 1, 1)]
    [InlineData(0, float.PositiveInfinity, 1, 1)]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0, 0, 1, -2)]
    [InlineData(0, 0, 2e6f, 1)]
    [InlineData(2e7f, 0, 1, 1)]
    public void Prepare_ImpossibleBox_IsRefused(float x, float y, float width, float height)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() =>
            _preparer.Prepare(TestImage.Flat(4, 4, 1).Pixels, PixelMapping.Identity, new BoundingBox(x, y, width, height)));

        Assert.Contains("box ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prepare_DefaultMapping_IsRefused() => Assert.Throws<ArgumentException>(() =>
        _preparer.Prepare(TestImage.Flat(4, 4, 1).Pixels, default, new BoundingBox(0, 0, 2, 2)));

    [Theory]
    [InlineData(1e6f)]
    [InlineData(1e-6f)]
    public void Prepare_LargestAndSmallestBox_StaysInItsMemory(float side)
    {
        TestImage image = TestImage.Noise(50, 40, seed: 9);
        var box = new BoundingBox(25 - (side / 2), 20 - (side / 2), side, side);
        _preparer.Prepare(image.Pixels, PixelMapping.Identity, box).Dispose();

        long before = GC.GetAllocatedBytesForCurrentThread();
        _preparer.Prepare(image.Pixels, PixelMapping.Identity, box).Dispose();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(142, 1)]
    [InlineData(20, 1)]
    [InlineData(10, 1)]
    [InlineData(200, 10)]
    public void MaxShrink_Box_IsImagePixelsPerFramePixel(float side, double expected) =>
        Assert.Equal(side == 142 ? 7.1 : expected, _preparer.MaxShrink(new BoundingBox(0, 0, side, side / 2)), 1e-9);

    [Theory]
    [InlineData(11)]
    [InlineData(13)]
    public void RgbPixels_WrongLength_IsRefused(int length) =>
        Assert.Throws<ArgumentException>(() => _ = new RgbPixels(new byte[length], 2, 2));

    // Values half way between two bytes may fall to either side.
    internal static void AssertRounded(ReadOnlySpan<double> expected, ReadOnlySpan<byte> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 0.5001);
        }
    }

    private static double Blob(double x, double y, double centerX, double centerY) =>
        250 * Math.Exp(-(((x - centerX) * (x - centerX)) + ((y - centerY) * (y - centerY))) / (2 * 15.0 * 15));

    private static (double U, double V) Centroid(ReadOnlySpan<byte> plane, int size)
    {
        double sum = 0;
        double u = 0;
        double v = 0;
        for (int i = 0; i < plane.Length; i++)
        {
            sum += plane[i];
            u += plane[i] * (i % size);
            v += plane[i] * (double)(i / size);
        }

        return (u / sum, v / sum);
    }
}
