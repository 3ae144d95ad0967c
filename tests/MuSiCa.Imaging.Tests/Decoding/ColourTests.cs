using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

public class ColourTests
{
    private const int Side = 24;

    [Fact]
    public void Decode_RgbPng_GivesTheSamePixels()
    {
        var picture = Picture.Busy(123, 77);
        Assert.Equal(picture.Rgb, Decoders.DecodeToArray(Encode.Png(picture)));
        Assert.Equal(picture.Rgb, Decoders.DecodeToArray(Encode.Png(picture, interlaced: true)));
    }

    [Fact]
    public void Decode_LosslessWebP_GivesTheSamePixels()
    {
        var picture = Picture.Busy(123, 77);
        Assert.Equal(picture.Rgb, Decoders.DecodeToArray(Encode.WebP(picture, lossless: true)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decode_Jpeg_IsNearThePixels(bool progressive)
    {
        var picture = Picture.Smooth(123, 77);
        AssertNear(picture.Rgb, Decoders.DecodeToArray(Encode.Jpeg(picture, 95, progressive)), 12);
    }

    [Fact]
    public void Decode_GreyJpeg_ThreeEqualSamples()
    {
        var grey = Enumerable.Range(0, Side * Side).Select(i => (byte)(i % Side * 10)).ToArray();
        AssertNear(Repeat(grey), Decoders.DecodeToArray(Encode.GreyJpeg(grey, Side, Side, 98)), 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Decode_GreyPngOfAnyDepth_SpreadsOverAllLevels(byte depth)
    {
        var (values, rows) = Pack(depth);
        var grey = values.Select(value => (byte)(value * 255 / ((1 << depth) - 1))).ToArray();
        Assert.Equal(Repeat(grey), Decoders.DecodeToArray(PngFile.Create(Side, Side, depth, PngFile.Grey, rows)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Decode_PalettePngOfAnyDepth_LooksUpAndLaysOverWhite(byte depth)
    {
        var (values, rows) = Pack(depth);
        var palette = Enumerable.Range(0, 3 << depth).Select(i => (byte)(i * 37)).ToArray();
        byte[] alpha = [0, 128];
        var expected = values.SelectMany(value => Enumerable.Range(0, 3).Select(channel =>
            value < alpha.Length ? Over(palette[(3 * value) + channel], alpha[value]) : palette[(3 * value) + channel])).ToArray();
        var png = PngFile.Create(
            Side, Side, depth, PngFile.Palette, rows, PngFile.Chunk("PLTE", palette), PngFile.Chunk("tRNS", alpha));
        Assert.Equal(expected, Decoders.DecodeToArray(png));
    }

    [Fact]
    public void Decode_AlphaOfEveryKind_LaidOverWhite()
    {
        var samples = Enumerable.Range(0, 4 * Side * Side).Select(i => (byte)(i * 7)).ToArray();
        var expected = Enumerable.Range(0, 3 * Side * Side).Select(i => Over(samples[(i / 3 * 4) + (i % 3)], samples[(i / 3 * 4) + 3])).ToArray();
        Assert.Equal(expected, Decoders.DecodeToArray(PngFile.Create(Side, Side, 8, PngFile.RgbAlpha, samples)));
        Assert.Equal(expected, Decoders.DecodeToArray(Encode.WebPWithAlpha(samples, Side, Side)));

        var greyAlpha = samples[..(2 * Side * Side)];
        var grey = Enumerable.Range(0, Side * Side).Select(i => Over(greyAlpha[2 * i], greyAlpha[(2 * i) + 1])).ToArray();
        Assert.Equal(Repeat(grey), Decoders.DecodeToArray(PngFile.Create(Side, Side, 8, PngFile.GreyAlpha, greyAlpha)));
    }

    [Fact]
    public void Decode_TransparentColour_LaidOverWhite()
    {
        var samples = Enumerable.Range(0, Side * Side).SelectMany(i => i % 2 == 0 ? new byte[] { 10, 20, 30 } : [10, 20, 31]).ToArray();
        var png = PngFile.Create(Side, Side, 8, PngFile.Rgb, samples, PngFile.Chunk("tRNS", [0, 10, 0, 20, 0, 30]));
        var expected = Enumerable.Range(0, Side * Side).SelectMany(i => i % 2 == 0 ? new byte[] { 255, 255, 255 } : [10, 20, 31]).ToArray();
        Assert.Equal(expected, Decoders.DecodeToArray(png));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Decode_16BitPng_RoundsTo8Bits(int bands)
    {
        var samples = Enumerable.Range(0, bands * Side * Side).Select(i => (ushort)(i * 4111)).ToArray();
        var narrow = samples.Select(sample => (byte)Math.Round(sample / 257.0)).ToArray();
        var expected = Enumerable.Range(0, Side * Side).SelectMany(pixel =>
        {
            var at = pixel * bands;
            byte[] colour = bands < 3 ? [narrow[at], narrow[at], narrow[at]] : [narrow[at], narrow[at + 1], narrow[at + 2]];
            return bands % 2 == 0 ? colour.Select(value => Over(value, narrow[at + bands - 1])) : colour;
        }).ToArray();
        Assert.Equal(expected, Decoders.DecodeToArray(Encode.Png16(samples, Side, Side, bands)));
    }

    [Fact]
    public void Decode_PalettePngOriented_TurnsConvertedPixels()
    {
        var (values, rows) = Pack(8);
        var png = PngFile.Create(Side, Side, 8, PngFile.Grey, rows, PngFile.Chunk("eXIf", Exif.Tiff(5)));
        var pixels = Decoders.DecodeToArray(png);
        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(values[i], pixels[3 * ((i % Side * Side) + (i / Side))]);
        }
    }

    [Fact]
    public void Decode_FirstFrameOfAnAnimation_WithItsPlaceOnTheCanvas()
    {
        var red = Encode.WebP(Picture.Create(8, 8, (_, _) => (200, 0, 0)), lossless: true);
        var blue = Encode.WebP(Picture.Create(16, 16, (_, _) => (0, 0, 200)), lossless: true);
        var animation = WebPFile.Animation(16, 16, (red, 4, 2, 8, 8), (blue, 0, 0, 16, 16));
        var pixels = Decoders.DecodeToArray(animation, 4);
        Assert.Equal(3 * 16 * 16, pixels.Length);
        for (var i = 0; i < 256; i++)
        {
            var (x, y) = (i % 16, i / 16);
            var inside = x is >= 4 and < 12 && y is >= 2 and < 10;
            Assert.Equal(inside ? [200, 0, 0] : [255, 255, 255], pixels[(3 * i)..((3 * i) + 3)]);
        }
    }

    private static (byte[] Values, byte[] Rows) Pack(byte depth)
    {
        var values = Enumerable.Range(0, Side * Side).Select(i => (byte)(i * 5 % (1 << depth))).ToArray();
        var perByte = 8 / depth;
        var rows = new byte[Side * Side / perByte];
        for (var i = 0; i < values.Length; i++)
        {
            rows[i / perByte] |= (byte)(values[i] << (8 - depth - (i % perByte * depth)));
        }

        return (values, rows);
    }

    private static byte[] Repeat(byte[] grey) => [.. grey.SelectMany(value => new[] { value, value, value })];

    private static byte Over(byte sample, byte alpha) => (byte)Math.Round(((sample * alpha) + (255.0 * (255 - alpha))) / 255);

    private static void AssertNear(byte[] expected, byte[] actual, int tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.InRange(actual[i], expected[i] - tolerance, expected[i] + tolerance);
        }
    }
}
