namespace MuSiCa.Inference.Tests;

public sealed class ViewPreparerTests
{
    private readonly ViewPreparer _preparer = new(TinyFinder.Package, retainedViews: 1);

    [Theory]
    [InlineData(40, 30, 1)]
    [InlineData(20.3, 17.8, 0.4)]
    [InlineData(45.5, 39.5, 1.7)]
    [InlineData(5, 70, 0.25)]
    public void Prepare_AnyView_IsResampledByTheDefinition(double x, double y, double ratio)
    {
        var photo = new PaintedPhoto(92, 80, seed: 3);

        using PreparedView view = _preparer.Prepare(photo.Pixels, PixelMapping.Identity, new View(x, y, ratio, ViewEdges.None));

        int size = TinyFinder.Package.View.Size;
        for (int i = 0; i < view.Pixels.Length; i += 61)
        {
            double expected = Sample(photo, x + (((i % size) - 47.5) * ratio), y + (((i / size % size) - 47.5) * ratio), ratio, i / (size * size));
            Assert.Equal(expected, view.Pixels[i], 0.51);
        }
    }

    [Fact]
    public void Prepare_ShrunkImage_IsPlacedByItsMapping()
    {
        var photo = new PaintedPhoto(50, 50);
        photo.Paint(10, 10, 20, 20);

        using PreparedView view = _preparer.Prepare(photo.Pixels, new PixelMapping(4, 4, 1.5, 1.5), new View(99.5, 99.5, 4, ViewEdges.None));

        // Image pixel 15 lies at 61.5, which the view has at 47.5 + (61.5 - 99.5) / 4 = 38.
        Assert.Equal(255, view.Pixels[(38 * 96) + 38]);
        Assert.Equal(0, view.Pixels[(31 * 96) + 31]);
    }

    [Fact]
    public void Prepare_AfterViewsCameBack_AllocatesNothing()
    {
        var photo = new PaintedPhoto(300, 200, seed: 1);
        var view = new View(150, 90, 2, ViewEdges.None);
        for (int i = 0; i < 20; i++)
        {
            _preparer.Prepare(photo.Pixels, PixelMapping.Identity, view).Dispose();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            _preparer.Prepare(photo.Pixels, PixelMapping.Identity, view).Dispose();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Prepare_ReturnedTwice_IsLentOnce()
    {
        var photo = new PaintedPhoto(10, 10);
        PreparedView first = Prepare(photo);
        first.Dispose();
        first.Dispose();

        using PreparedView second = Prepare(photo);
        using PreparedView third = Prepare(photo);

        Assert.Same(first, second);
        Assert.NotSame(second, third);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(1e9)]
    public void Prepare_SenselessRatio_IsRefusedAndTheMemoryKept(double ratio)
    {
        var photo = new PaintedPhoto(10, 10);
        PreparedView first = Prepare(photo);
        first.Dispose();

        Assert.Throws<ArgumentException>(() =>
            _preparer.Prepare(photo.Pixels, PixelMapping.Identity, new View(5, 5, ratio, ViewEdges.None)));
        using PreparedView second = Prepare(photo);

        Assert.Same(first, second);
    }

    private PreparedView Prepare(PaintedPhoto photo) =>
        _preparer.Prepare(photo.Pixels, PixelMapping.Identity, new View(5, 5, 1, ViewEdges.None));

    // The triangle filter, tap by tap, edges repeated.
    private static double Sample(PaintedPhoto photo, double x, double y, double ratio, int channel)
    {
        double support = Math.Max(1, ratio);
        double sum = 0;
        double weights = 0;
        for (int row = (int)Math.Floor(y - support); row <= y + support; row++)
        {
            for (int column = (int)Math.Floor(x - support); column <= x + support; column++)
            {
                double weight = Math.Max(0, 1 - (Math.Abs(row - y) / support)) * Math.Max(0, 1 - (Math.Abs(column - x) / support));
                int pixel = (Math.Clamp(row, 0, photo.Height - 1) * photo.Width) + Math.Clamp(column, 0, photo.Width - 1);
                sum += weight * photo.Bytes[(pixel * 3) + channel];
                weights += weight;
            }
        }

        return sum / weights;
    }
}
