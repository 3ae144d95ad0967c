using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

public class ShrinkTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1.99, 1)]
    [InlineData(2, 2)]
    [InlineData(3.9, 2)]
    [InlineData(4, 4)]
    [InlineData(7.5, 4)]
    [InlineData(8, 8)]
    [InlineData(1000, 8)]
    [InlineData(double.PositiveInfinity, 8)]
    public void Decode_Jpeg_TakesTheLargestShrinkThatIsAllowed(double maxShrink, int expected)
    {
        using var image = Decoders.Default.Decode(Encode.Jpeg(Picture.Smooth(64, 80)), maxShrink);
        Assert.Equal((64 / expected, 80 / expected), (image.Width, image.Height));
        Assert.Equal(((double)expected, (expected - 1) / 2.0), (image.ScaleX, image.OffsetX));
    }

    [Theory]
    [InlineData(100, 80, 1.5)]
    [InlineData(101, 83, 3)]
    [InlineData(7, 5, 3)]
    [InlineData(5, 1000, 8)]
    [InlineData(1, 1, 8)]
    [InlineData(333, 222, 8)]
    public void Decode_WebP_NeverShrinksMoreThanAllowedOnEitherAxis(int width, int height, double maxShrink)
    {
        foreach (var lossless in new[] { true, false })
        {
            using var image = Decoders.Default.Decode(Encode.WebP(Picture.Smooth(width, height), lossless), maxShrink);
            Assert.InRange(image.ScaleX, 1, maxShrink);
            Assert.InRange(image.ScaleY, 1, maxShrink);
            Assert.Equal(width / (double)image.Width, image.ScaleX);
            Assert.Equal((image.ScaleY - 1) / 2, image.OffsetY);
        }
    }

    [Fact]
    public void Decode_WebPShrunkByTwo_HasAQuarterOfThePixels()
    {
        using var image = Decoders.Default.Decode(Encode.WebP(Picture.Smooth(120, 90)), 2);
        Assert.Equal((60, 45), (image.Width, image.Height));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 500)]
    [InlineData(500, 7)]
    [InlineData(8, 8)]
    public void Decode_JpegNarrowerThanABlock_KeepsAtLeastAPixel(int width, int height)
    {
        using var image = Decoders.Default.Decode(Encode.Jpeg(Picture.Smooth(width, height)), 8);
        Assert.InRange(image.Width, 1, width);
        Assert.InRange(image.Height, 1, height);
        Assert.Equal(width / (int)image.ScaleX, image.Width);
    }

    [Theory]
    [InlineData(0.99)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Decode_ShrinkBelowOne_Throws(double maxShrink) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Decoders.Default.Decode(Samples.Get("jpeg"), maxShrink));

    [Fact]
    public void Decode_JpegShrunkByEight_EachPixelIsTheMeanOfItsBlock()
    {
        var full = Decoders.DecodeToArray(Encode.Jpeg(Picture.Smooth(83, 61), 95));
        using var small = Decoders.Default.Decode(Encode.Jpeg(Picture.Smooth(83, 61), 95), 8);
        for (var y = 0; y < small.Height; y++)
        {
            for (var x = 0; x < small.Width; x++)
            {
                var sum = 0;
                for (var i = 0; i < 64; i++)
                {
                    sum += full[3 * ((((8 * y) + (i / 8)) * 83) + (8 * x) + (i % 8))];
                }

                Assert.InRange(small.Pixels[3 * ((y * small.Width) + x)], (sum / 64.0) - 3, (sum / 64.0) + 3);
            }
        }
    }
}
