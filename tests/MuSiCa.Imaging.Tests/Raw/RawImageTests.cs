namespace MuSiCa.Imaging.Tests.Raw;

public sealed class RawImageTests
{
    private const int Width = 7;
    private const int Height = 5;

    private static ImageDecoder Decoder { get; } = new(new ImagingLimits { MaxWidth = 100, MaxHeight = 100, MaxPixels = 5000 });

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public void Decode_Rgb_GivesTheSamePixels(int stride)
    {
        using DecodedImage image = Decoder.Decode(Rgb(PixelFormat.Rgb24, stride, swap: false));

        Assert.Equal((Width, Height, 1.0, 0.0, 0.0), (image.Width, image.Height, image.ScaleX, image.OffsetX, image.OffsetY));
        AssertPixels(image, static (x, y) => (Red(x, y), Green(x, y), Blue(x, y)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public void Decode_Bgr_SwapsRedAndBlue(int stride)
    {
        using DecodedImage image = Decoder.Decode(Rgb(PixelFormat.Bgr24, stride, swap: true));

        AssertPixels(image, static (x, y) => (Red(x, y), Green(x, y), Blue(x, y)));
    }

    [Fact]
    public void Decode_Grey_GivesThreeEqualSamples()
    {
        byte[] data = new byte[(9 * (Height - 1)) + Width];
        Fill(data, 9, 1, static (x, y) => [Red(x, y)]);

        using DecodedImage image = Decoder.Decode(new RawImage(PixelFormat.Gray8, Width, Height, data) { Stride = 9 });

        AssertPixels(image, static (x, y) => (Red(x, y), Red(x, y), Red(x, y)));
    }

    // ITU-R BT.601-7: black, white, and full red of studio range.
    [Theory]
    [InlineData(YuvColor.Bt601, 16, 128, 128, 0, 0, 0)]
    [InlineData(YuvColor.Bt601, 235, 128, 128, 255, 255, 255)]
    [InlineData(YuvColor.Bt601, 81, 90, 240, 254, 0, 0)]
    [InlineData(YuvColor.Bt601Full, 76, 85, 255, 254, 0, 0)]
    [InlineData(YuvColor.Bt709, 63, 102, 240, 255, 0, 0)]
    [InlineData(YuvColor.Bt709Full, 54, 99, 255, 254, 0, 0)]
    public void Decode_Nv12_IsTheColourOfItsStandard(YuvColor color, byte luma, byte u, byte v, int red, int green, int blue)
    {
        byte[] data = new byte[(Width * Height) + (8 * 3)];
        data.AsSpan(0, Width * Height).Fill(luma);
        for (int i = Width * Height; i < data.Length; i += 2)
        {
            (data[i], data[i + 1]) = (u, v);
        }

        using DecodedImage image = Decoder.Decode(new RawImage(PixelFormat.Nv12, Width, Height, data) { Color = color });

        Assert.Equal((Width, Height), (image.Width, image.Height));
        for (int i = 0; i < image.Pixels.Length; i += 3)
        {
            Assert.InRange(image.Pixels[i] - red, -2, 2);
            Assert.InRange(image.Pixels[i + 1] - green, -2, 2);
            Assert.InRange(image.Pixels[i + 2] - blue, -2, 2);
        }
    }

    // ITU-R BT.601-7 with full range, pixel by pixel; strips of every length from every column.
    [Fact]
    public void Decode_Nv12AnyPart_IsTheFormulaForEachPixel()
    {
        const int Side = 40;
        byte[] data = new byte[Side * Side * 3 / 2];
        new Random(5).NextBytes(data);
        var raw = new RawImage(PixelFormat.Nv12, Side, Side, data) { Color = YuvColor.Bt601Full };
        for (int left = 0; left < 10; left++)
        {
            for (int right = left; right < Side; right++)
            {
                using DecodedImage part = Decoder.Decode(raw, new ImageRegion(left, 3, right, 4));

                for (int i = 0; i < part.Width * part.Height; i++)
                {
                    (int x, int y) = ((i % part.Width) + (int)part.OffsetX, (i / part.Width) + (int)part.OffsetY);
                    int pair = (Side * Side) + (y / 2 * Side) + (x & ~1);
                    (double luma, double u, double v) = (data[(y * Side) + x], data[pair] - 128, data[pair + 1] - 128);
                    AssertNear(luma + (1.402 * v), part.Pixels[3 * i]);
                    AssertNear(luma - (0.344136 * u) - (0.714136 * v), part.Pixels[(3 * i) + 1]);
                    AssertNear(luma + (1.772 * u), part.Pixels[(3 * i) + 2]);
                }
            }
        }

        static void AssertNear(double expected, byte actual) => Assert.InRange(actual - Math.Clamp(expected, 0, 255), -0.6, 0.6);
    }

    [Theory]
    [InlineData(PixelFormat.Rgb24)]
    [InlineData(PixelFormat.Bgr24)]
    [InlineData(PixelFormat.Gray8)]
    [InlineData(PixelFormat.Nv12)]
    public void Decode_ARegion_IsTheSamePartOfTheWhole(PixelFormat format)
    {
        var random = new Random(3);
        byte[] data = new byte[4000];
        random.NextBytes(data);
        var raw = new RawImage(format, 31, 22, data) { Stride = 95 };
        using DecodedImage whole = Decoder.Decode(raw);

        using DecodedImage part = Decoder.Decode(raw, new ImageRegion(4.2, -9, 11.7, 8));

        Assert.InRange(part.OffsetX, 0, 4);
        for (int y = 0; y < part.Height; y++)
        {
            for (int x = 0; x < part.Width; x++)
            {
                int there = 3 * (((y + (int)part.OffsetY) * whole.Width) + x + (int)part.OffsetX);
                Assert.Equal(whole.Pixels.Slice(there, 3), part.Pixels.Slice(3 * ((y * part.Width) + x), 3));
            }
        }

        Assert.InRange(part.OffsetX + part.Width, 12, 31);
        Assert.InRange(part.Height, 9, 10);
    }

    [Theory]
    [InlineData(0, 5, 0, 0, ImageErrorKind.Corrupt, "above 0")]
    [InlineData(7, -1, 0, 0, ImageErrorKind.Corrupt, "above 0")]
    [InlineData(101, 5, 0, 0, ImageErrorKind.TooWide, "101")]
    [InlineData(5, 101, 0, 0, ImageErrorKind.TooTall, "101")]
    [InlineData(100, 99, 0, 0, ImageErrorKind.TooManyPixels, "9900")]
    [InlineData(7, 5, 6, 0, ImageErrorKind.Corrupt, "stride is 6")]
    [InlineData(7, 5, -1, 0, ImageErrorKind.Corrupt, "stride is -1")]
    [InlineData(7, 5, int.MaxValue, 0, ImageErrorKind.Corrupt, "stride is 2147483647")]
    [InlineData(7, 5, 0, 7, ImageErrorKind.Corrupt, "chroma stride is 7")]
    [InlineData(20, 20, 0, 0, ImageErrorKind.Truncated, "need 600")]
    public void Decode_WhatCannotBe_SaysWhy(int width, int height, int stride, int chroma, ImageErrorKind kind, string says)
    {
        var raw = new RawImage(PixelFormat.Nv12, width, height, new byte[70]) { Stride = stride, ChromaStride = chroma };

        ImageException failure = Assert.Throws<ImageException>(() => Decoder.Decode(raw));

        Assert.Equal(kind, failure.Kind);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_ChromaStrideWithoutChroma_IsRefused() => Assert.Throws<ImageException>(
        () => Decoder.Decode(new RawImage(PixelFormat.Gray8, 2, 2, new byte[4]) { ChromaStride = 2 }));

    [Fact]
    public void Probe_NoBytes_IsEmpty() => Assert.Equal(
        ImageErrorKind.Empty,
        Assert.Throws<ImageException>(() => Decoder.Probe(new RawImage(PixelFormat.Gray8, 2, 2, default))).Kind);

    private static RawImage Rgb(PixelFormat format, int stride, bool swap)
    {
        int row = stride == 0 ? 3 * Width : stride;
        byte[] data = new byte[(row * (Height - 1)) + (3 * Width)];
        Fill(data, row, 3, (x, y) => swap ? [Blue(x, y), Green(x, y), Red(x, y)] : [Red(x, y), Green(x, y), Blue(x, y)]);
        return new RawImage(format, Width, Height, data) { Stride = stride };
    }

    private static void Fill(byte[] data, int stride, int bytes, Func<int, int, byte[]> pixel)
    {
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                pixel(x, y).CopyTo(data, (y * stride) + (x * bytes));
            }
        }
    }

    private static void AssertPixels(DecodedImage image, Func<int, int, (byte, byte, byte)> expected)
    {
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                ReadOnlySpan<byte> pixel = image.Pixels.Slice(3 * ((y * Width) + x), 3);
                Assert.Equal(expected(x, y), (pixel[0], pixel[1], pixel[2]));
            }
        }
    }

    private static byte Red(int x, int y) => (byte)((30 * x) + y);

    private static byte Green(int x, int y) => (byte)(100 + x + (20 * y));

    private static byte Blue(int x, int y) => (byte)(200 - (7 * x) - y);
}
