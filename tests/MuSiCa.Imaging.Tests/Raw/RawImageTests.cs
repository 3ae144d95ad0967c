using CsCheck;

namespace MuSiCa.Imaging.Tests.Raw;

public sealed class RawImageTests
{
    private const int Width = 7;
    private const int Height = 5;

    private static readonly Gen<int> GenNumber = Gen.OneOf(0, 1, 2, 7, 16, 99, 100, 101, 4096, 1 << 28, int.MaxValue - 1, int.MaxValue);

    // Parts of a side: from a little before it to its last half pixel, and on to a little behind it.
    private static readonly Gen<(double From, double To)> GenSpan =
        from start in Gen.Double[-0.3, 1]
        from end in Gen.Double[Math.Max(start, 0) + 0.01, 1.1]
        select (start, end);

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

    [Fact]
    public void Decode_AnyRegion_IsTheSamePartOfTheWhole() => Gen.Select(
        Gen.Enum<PixelFormat>(), Gen.Int[1, 40], Gen.Int[1, 30], Gen.Int[0, 9], GenSpan, GenSpan, Gen.Int).Sample(
        (format, width, height, padding, across, down, seed) =>
        {
            int stride = ((format is PixelFormat.Rgb24 or PixelFormat.Bgr24 ? 3 : 1) * (width + 1)) + padding;
            byte[] data = new byte[new RawImage(format, width, height, default) { Stride = stride }.LeastBytes];
            new Random(seed).NextBytes(data);
            var raw = new RawImage(format, width, height, data) { Stride = stride };
            var region = new ImageRegion(
                across.From * (width - 0.5), down.From * (height - 0.5), across.To * (width + 9), down.To * (height + 9));
            using DecodedImage whole = Decoder.Decode(raw);

            using DecodedImage part = Decoder.Decode(raw, region);

            Assert.InRange(part.OffsetX, 0, Math.Max(0, region.Left));
            Assert.InRange(part.OffsetY, 0, Math.Max(0, region.Top));
            Assert.InRange(part.OffsetX + part.Width, Math.Min(region.Right, width), width);
            Assert.InRange(part.OffsetY + part.Height, Math.Min(region.Bottom, height), height);
            Assert.InRange(part.Height, 1, Math.Min(region.Bottom, height) - Math.Max(region.Top, 0) + 3);
            for (int y = 0; y < part.Height; y++)
            {
                int there = 3 * (((y + (int)part.OffsetY) * width) + (int)part.OffsetX);
                Assert.Equal(whole.Pixels.Slice(there, 3 * part.Width), part.Pixels.Slice(3 * y * part.Width, 3 * part.Width));
            }
        });

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

    [Theory]
    [InlineData(2, 0, "chroma stride of 2")]
    [InlineData(0, 3, "chroma offset of 3")]
    public void Decode_ChromaStrideOrOffsetWithoutChroma_IsRefused(int stride, int offset, string says)
    {
        var raw = new RawImage(PixelFormat.Gray8, 2, 2, new byte[4]) { ChromaStride = stride, ChromaOffset = offset };

        Assert.Contains(says, Assert.Throws<ImageException>(() => Decoder.Decode(raw)).Message, StringComparison.Ordinal);
    }

    // What decoders give: rows filled up to 16 bytes more, luma to 8 rows, chroma to 4 or not at all.
    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    public void Decode_Nv12WithFilledUpRows_LikeThatWithout(int chromaRows)
    {
        const int Stride = 16;
        byte[] plain = new byte[(Width * Height) + (8 * 3)];
        new Random(6).NextBytes(plain);
        byte[] filled = new byte[Stride * (8 + chromaRows)];
        filled.AsSpan().Fill(77);
        for (int y = 0; y < Height; y++)
        {
            plain.AsSpan(y * Width, Width).CopyTo(filled.AsSpan(y * Stride));
        }

        for (int y = 0; y < 3; y++)
        {
            plain.AsSpan((Width * Height) + (8 * y), 8).CopyTo(filled.AsSpan((8 + y) * Stride));
        }

        using DecodedImage expected = Decoder.Decode(new RawImage(PixelFormat.Nv12, Width, Height, plain));
        using DecodedImage image = Decoder.Decode(
            new RawImage(PixelFormat.Nv12, Width, Height, filled) { Stride = Stride, ChromaOffset = 8 * Stride });

        Assert.True(image.Pixels.SequenceEqual(expected.Pixels));
    }

    [Theory]
    [InlineData(PixelFormat.Rgb24, 0, 0, 105, 105)]
    [InlineData(PixelFormat.Bgr24, 30, 0, 141, 150)]
    [InlineData(PixelFormat.Gray8, 9, 0, 43, 45)]
    [InlineData(PixelFormat.Nv12, 0, 0, 59, 59)]
    [InlineData(PixelFormat.Nv12, 10, 0, 78, 80)]
    [InlineData(PixelFormat.Nv12, 10, 47, 75, 77)]
    [InlineData(PixelFormat.Nv12, 10, 80, 108, 120)]
    public void Probe_DataOfAnotherLengthThanDescribed_IsRefused(PixelFormat format, int stride, int chromaOffset, int least, int most)
    {
        foreach ((int length, ImageErrorKind? expected) in new (int, ImageErrorKind?)[]
        {
            (least - 1, ImageErrorKind.Truncated), (least, null), (most, null), (most + 1, ImageErrorKind.Corrupt),
        })
        {
            var raw = new RawImage(format, Width, Height, new byte[length]) { Stride = stride, ChromaOffset = chromaOffset };
            ImageErrorKind? kind = null;
            try
            {
                Decoder.Probe(raw);
                Decoder.Decode(raw).Dispose();
            }
            catch (ImageException refused)
            {
                kind = refused.Kind;
                Assert.Contains($"{length} bytes are too", refused.Message, StringComparison.Ordinal);
            }

            Assert.True(kind == expected, $"{length}: {kind}");
        }
    }

    [Fact]
    public void Probe_ChromaOffsetWithinTheLuma_IsRefused()
    {
        var raw = new RawImage(PixelFormat.Nv12, Width, Height, new byte[59]) { ChromaOffset = 34 };

        Assert.Contains("chroma offset is 34", Assert.Throws<ImageException>(() => Decoder.Probe(raw)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_NumbersOfAnySize_AnAnswerOrARefusal() => Gen.Select(
        Gen.Enum<PixelFormat>(), GenNumber, GenNumber, Gen.Int[0, 199], GenNumber, GenNumber, GenNumber).Sample(
        (format, width, height, bytes, stride, chromaStride, chromaOffset) =>
        {
            var raw = new RawImage(format, width, height, new byte[bytes])
            {
                Stride = stride,
                ChromaStride = chromaStride,
                ChromaOffset = chromaOffset,
            };
            try
            {
                Decoder.Decode(raw).Dispose();
            }
            catch (ImageException)
            {
                // A refusal.
            }
        },
        iter: 200 * Check.Iter);

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
