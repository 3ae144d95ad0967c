namespace MuSiCa.Inference.Tests;

public sealed class ReducedImagesTests
{
    [Theory]
    [InlineData(0.3, 1, 1)]
    [InlineData(15.9, 1, 1)]
    [InlineData(16, 1, 4)]
    [InlineData(31.9, 1, 4)]
    [InlineData(32, 1, 8)]
    [InlineData(1023, 1, 128)]
    [InlineData(7000, 1, 256)]
    [InlineData(127, 8, 1)]
    [InlineData(129, 8, 4)]
    public void Select_PixelsPerFramePixel_LeavesFourToEightOfThem(double pixelsPerFramePixel, double scale, int factor)
    {
        TestImage image = TestImage.Noise(71, 53, seed: 5);
        var mapping = new PixelMapping(scale, scale / 2, 0, 0);
        using var reduced = new ReducedImages();

        RgbPixels source = reduced.Select(image.Pixels, ref mapping, pixelsPerFramePixel);

        Assert.Equal(((71 + factor - 1) / factor, (53 + factor - 1) / factor), (source.Width, source.Height));
        Assert.Equal((scale * factor, scale / 2 * factor), (mapping.ScaleX, mapping.ScaleY));

        // Pixel 0 is in the middle of the pixels that it stands for.
        Assert.Equal(scale * (factor - 1) / 2, mapping.OffsetX);
        Assert.Equal(scale / 2 * (factor - 1) / 2, mapping.OffsetY);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(16, 8)]
    [InlineData(33, 30)]
    public void Select_PartOfAnImage_HasTheBlocksOfTheWhole(int left, int top)
    {
        TestImage whole = TestImage.Noise(150, 130, seed: 6);
        var part = new TestImage(150 - left, 130 - top, (x, y, channel) => whole[x + left, y + top, channel]);
        var (mapping, partMapping) = (new PixelMapping(3, 2, 1, 0.5), new PixelMapping(3, 2, 1 + (3 * left), 0.5 + (2 * top)));
        using var reduced = new ReducedImages();
        using var reducedPart = new ReducedImages();

        RgbPixels expected = reduced.Select(whole.Pixels, ref mapping, 100);
        RgbPixels actual = reducedPart.Select(part.Pixels, ref partMapping, 100);

        // Of the first blocks a part may be missing.
        (int firstX, int firstY) = ((int)((partMapping.OffsetX - mapping.OffsetX) / mapping.ScaleX), (int)((partMapping.OffsetY - mapping.OffsetY) / mapping.ScaleY));
        Assert.Equal((mapping.ScaleX * firstX, mapping.ScaleY * firstY), (partMapping.OffsetX - mapping.OffsetX, partMapping.OffsetY - mapping.OffsetY));
        for (int y = 1; y < actual.Height; y++)
        {
            Assert.True(actual.From(1, y)[..(3 * (actual.Width - 1))].SequenceEqual(expected.From(firstX + 1, firstY + y)[..(3 * (actual.Width - 1))]));
        }
    }

    [Fact]
    public void Select_EvenImage_StaysEven()
    {
        foreach (byte value in new byte[] { 0, 1, 127, 254, 255 })
        {
            TestImage image = TestImage.Flat(1025, 300, value);
            using var reduced = new ReducedImages();
            foreach (double step in new double[] { 16, 100, 1024, 1e6 })
            {
                PixelMapping mapping = PixelMapping.Identity;
                Assert.Equal(-1, reduced.Select(image.Pixels, ref mapping, step).Pixels.IndexOfAnyExcept(value));
            }
        }
    }
}
