using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

/// <summary>A part of an image is what the whole image has there.</summary>
public class RegionTests
{
    // Odd, and high enough for two strips.
    private const int Width = 451;
    private const int Height = 203;

    private static readonly Picture Stored = Picture.Busy(Width, Height);

    public static TheoryData<string, int> FormatsAndOrientations()
    {
        var data = new TheoryData<string, int>();
        foreach (var format in new[] { "jpeg", "jpeg-progressive", "jpeg-restarts", "jpeg-full-colour", "png", "png-interlaced", "webp" })
        {
            for (var orientation = 1; orientation <= 8; orientation++)
            {
                data.Add(format, orientation);
            }
        }

        return data;
    }

    public static TheoryData<string> SampleNames() => [.. Samples.All.Keys];

    [Theory]
    [MemberData(nameof(FormatsAndOrientations))]
    public void Decode_Region_EqualsThatPartOfTheWhole(string format, int orientation) => AssertParts(Oriented(format, orientation));

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Decode_RegionOfAnyKindOfFile_EqualsThatPartOfTheWhole(string name) => AssertParts(Samples.Get(name));

    [Theory]
    [InlineData(null)]
    [InlineData("cmyk")]
    public void Decode_RegionOfInks_EqualsThatPartOfTheWhole(string? profile)
    {
        byte[] inks = [.. Enumerable.Range(0, 4 * 600 * 190).Select(i => (byte)(i / 600 * 7 % 200))];
        AssertParts(JpegFile.WithOrientation(Encode.CmykJpeg(inks, 600, 190, profile), 8));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Decode_RegionOf16Bits_EqualsThatPartOfTheWhole(int bands) => AssertParts(
        Encode.Png16([.. Enumerable.Range(0, bands * 700 * 150).Select(i => (ushort)(i * 31))], 700, 150, bands));

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void Decode_ImageOfOnePixel_IsThereForAnyRegion(int orientation)
    {
        var png = PngFile.Insert(Encode.Png(Picture.Busy(1, 1)), PngFile.Chunk("eXIf", Exif.Tiff(orientation)));
        AssertParts(png);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public void Decode_Region_KeepsNoMoreThanTwoPixelsAround(int orientation)
    {
        var jpeg = Oriented("jpeg", orientation);
        foreach (var shrink in new[] { 1, 2, 4, 8 })
        {
            using var image = Decoders.Default.Decode(jpeg, shrink, new ImageRegion(90, 90, 110, 110));
            var kept = orientation >= 5 ? image.Width : image.Height;
            Assert.InRange(kept, (20 / shrink) + 2, (20 / shrink) + 6);
            Assert.Equal(3 * image.Width * image.Height, image.Pixels.Length);
        }
    }

    [Fact]
    public void Decode_DamageBehindTheRegion_IsNotNoticed()
    {
        var damaged = DamagedInRow(240);
        var whole = Decoders.DecodeToArray(Restarting);

        using var image = Decoders.Default.Decode(damaged, 1, new ImageRegion(0, 20, 200, 150));

        Assert.True(image.Pixels.SequenceEqual(whole.AsSpan(3 * 200 * (int)image.OffsetY, image.Pixels.Length)));
        Assert.Equal(ImageErrorKind.Corrupt, Decoders.DecodeError(damaged));
    }

    [Theory]
    [InlineData(240, 200, 280)]
    [InlineData(240, 300, 319)]
    [InlineData(16, 200, 280)]
    public void Decode_DamageInOrAboveTheRegion_Corrupt(int damagedRow, int top, int bottom)
    {
        var error = Assert.Throws<ImageException>(
            () => Decoders.Default.Decode(DamagedInRow(damagedRow), 1, new ImageRegion(0, top, 200, bottom)));

        Assert.Equal(ImageErrorKind.Corrupt, error.Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decode_EndMissing_IsRefusedForAnyRegion(bool progressive)
    {
        var jpeg = Encode.Jpeg(Picture.Busy(200, 320), progressive: progressive);

        var error = Assert.Throws<ImageException>(
            () => Decoders.Default.Decode(jpeg.AsMemory(0, jpeg.Length * 3 / 4), 1, new ImageRegion(0, 0, 200, 20)));

        Assert.Equal(ImageErrorKind.Truncated, error.Kind);
    }

    private static byte[] Restarting => Encode.Jpeg(Picture.Busy(200, 320), restartInterval: 13);

    /// <summary>A restart marker, of which there is one behind each row of 16 x 16 blocks, has the number of another.</summary>
    private static byte[] DamagedInRow(int row)
    {
        var jpeg = Restarting;
        var markers = Enumerable.Range(0, jpeg.Length - 1).Where(at => jpeg[at] == 0xFF && jpeg[at + 1] is >= 0xD0 and <= 0xD7).ToArray();
        Assert.Equal(19, markers.Length);
        var marker = markers[row / 16];
        return JpegFile.Patch(jpeg, marker + 1, (byte)(0xD0 + ((jpeg[marker + 1] + 4) & 7)));
    }

    private static byte[] Oriented(string format, int orientation) => format switch
    {
        "jpeg" => JpegFile.WithOrientation(Encode.Jpeg(Stored), orientation),
        "jpeg-progressive" => JpegFile.WithOrientation(Encode.Jpeg(Stored, progressive: true), orientation),
        "jpeg-restarts" => JpegFile.WithOrientation(Encode.Jpeg(Stored, restartInterval: 7), orientation),
        "jpeg-full-colour" => JpegFile.WithOrientation(Encode.Jpeg(Stored, subsample: false), orientation),
        "webp" => WebPFile.WithExif(Encode.WebP(Stored), Width, Height, Exif.Tiff(orientation)),
        _ => PngFile.Insert(Encode.Png(Stored, format == "png-interlaced"), PngFile.Chunk("eXIf", Exif.Tiff(orientation))),
    };

    private static void AssertParts(byte[] encoded)
    {
        foreach (var shrink in new[] { 1, 2, 3.3, 4, 8 })
        {
            using var whole = Decoders.Default.Decode(encoded, shrink);
            foreach (var region in Regions(whole.Info.Width, whole.Info.Height))
            {
                using var part = Decoders.Default.Decode(encoded, shrink, region);
                AssertPart(whole, part, region, $"{region} at shrink {shrink}");
            }
        }
    }

    private static IEnumerable<ImageRegion> Regions(int width, int height) =>
    [
        new(width * 0.4, height * 0.4, width * 0.6, height * 0.55),
        new(0, 0, width * 0.2, height * 0.2),
        new(width * 0.83, height * 0.83, width - 1, height - 1),
        new(-0.5, -0.5, width - 0.5, height - 0.5),
        new(width * -0.3, height * -0.4, width * 0.3, height * 0.1),
        new(width * 0.71, height * 0.67, width * 1.4, height * 2.5),
        new(width + 50, height + 50, width + 70, height + 90),
        new(-90, -70, -50, -50),
        new(width / 3, height / 3, width / 3, height / 3),
        new(-1e300, -1e300, 1e300, 1e300),
        new(1e300, 1e300, double.PositiveInfinity, double.PositiveInfinity),
        new(double.NegativeInfinity, double.NegativeInfinity, -1e12, -1e12),
    ];

    private static void AssertPart(DecodedImage whole, DecodedImage part, ImageRegion region, string what)
    {
        var left = Axis(whole.OffsetX, part.OffsetX, part.ScaleX, whole.Width, part.Width);
        var top = Axis(whole.OffsetY, part.OffsetY, part.ScaleY, whole.Height, part.Height);
        Assert.Equal((whole.Info, whole.ScaleX, whole.ScaleY), (part.Info, part.ScaleX, part.ScaleY));
        if (part.Info.Orientation >= 5)
        {
            Assert.Equal((0, whole.Height), (top, part.Height));
            AssertCovers(region.Left, region.Right, left, part.Width, whole.Width, part.OffsetX, part.ScaleX, what);
        }
        else
        {
            Assert.Equal((0, whole.Width), (left, part.Width));
            AssertCovers(region.Top, region.Bottom, top, part.Height, whole.Height, part.OffsetY, part.ScaleY, what);
        }

        for (var y = 0; y < part.Height; y++)
        {
            var expected = whole.Pixels.Slice(3 * (((top + y) * whole.Width) + left), 3 * part.Width);
            Assert.True(part.Pixels.Slice(3 * y * part.Width, 3 * part.Width).SequenceEqual(expected), $"{what}: row {y} differs");
        }

        Assert.Equal(3 * part.Width * part.Height, part.Pixels.Length);
    }

    private static int Axis(double wholeOffset, double partOffset, double scale, int whole, int part)
    {
        var first = (partOffset - wholeOffset) / scale;
        Assert.Equal(Math.Round(first), first, 1e-9);
        Assert.InRange(first, -1e-9, whole - part + 1e-9);
        return (int)Math.Round(first);
    }

    private static void AssertCovers(
        double low, double high, int first, int count, int whole, double offset, double scale, string what)
    {
        var (second, lastButOne) = (offset + scale, offset + ((count - 2) * scale));
        Assert.True(first == 0 || low >= whole * scale || second <= low + 1e-9, $"{what}: begins at {offset}");
        Assert.True(first + count == whole || high <= 0 || lastButOne >= high - 1e-9, $"{what}: ends with {count} at {offset}");
    }
}
