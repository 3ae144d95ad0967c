using CsCheck;
using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

public class DecodePlanTests
{
    private static readonly string[] Kinds =
    [
        "jpeg", "jpeg-progressive", "jpeg-grey", "png", "png-interlaced", "webp", "webp-lossless", "webp-animated", "gif", "bmp", "tiff", "tiff-tiles",
    ];

    private static readonly Gen<ImageRegion?> Regions =
        from wanted in Gen.Bool
        from left in Gen.Double[-50, 150]
        from top in Gen.Double[-50, 150]
        from width in Gen.Double[0, 200]
        from height in Gen.Double[0, 200]
        select wanted ? new ImageRegion(left, top, left + width, top + height) : (ImageRegion?)null;

    [Fact]
    public void PixelBytes_AnyKindOrientationShrinkAndRegion_IsWhatDecodingGives() =>
        Gen.Select(Gen.Int[0, Kinds.Length - 1].Select(static i => Kinds[i]), Gen.Int[1, 90], Gen.Int[1, 90], Gen.Int[1, 8], Gen.Double[1, 12], Regions)
            .Sample(
                (kind, width, height, orientation, shrink, region) =>
                {
                    byte[] file = Create(kind, width, height, orientation);
                    DecodePlan plan = Decoders.Default.Plan(file, shrink, region);
                    using DecodedImage image = Decoders.Default.Decode(file, plan, CancellationToken.None);
                    return plan.PixelBytes == image.Pixels.Length
                        && plan.PixelBytes == 3L * image.Width * image.Height
                        && plan.Info == image.Info
                        && plan.PeakBytes == plan.PixelBytes + plan.ScratchBytes;
                },
                iter: 400);

    [Fact]
    public void PixelBytes_AnyRawImage_IsWhatIsMade() =>
        Gen.Select(Gen.Enum<PixelFormat>(), Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[0, 3], Regions).Sample(
            (format, width, height, gap, region) =>
            {
                int row = width * (format is PixelFormat.Rgb24 or PixelFormat.Bgr24 ? 3 : 1);
                var bytes = new byte[((row + gap) * height) + (format == PixelFormat.Nv12 ? (row + gap + 1) / 2 * 2 * ((height + 1) / 2) : 0)];
                var raw = new RawImage(format, width, height, bytes) { Stride = row + gap };
                DecodePlan plan = Decoders.Default.Plan(raw, region);
                using DecodedImage image = Decoders.Default.Decode(raw, plan);
                bool isWrapped = format == PixelFormat.Rgb24 && gap == 0;
                return plan.PixelBytes == (isWrapped ? 0 : image.Pixels.Length) && plan.ScratchBytes == 0 && (plan.Work > 0) != isWrapped;
            });

    [Theory]
    [InlineData("jpeg")]
    [InlineData("jpeg-progressive")]
    [InlineData("png")]
    [InlineData("png-interlaced")]
    [InlineData("webp")]
    [InlineData("webp-lossless")]
    [InlineData("gif")]
    [InlineData("bmp")]
    [InlineData("tiff")]
    public void ScratchAndWork_MorePixels_AreMore(string kind)
    {
        DecodePlan[] plans = [.. new[] { 40, 80, 160, 320 }.Select(side => Decoders.Default.Plan(Create(kind, 2 * side, side, 1)))];
        Assert.All(plans.Zip(plans.Skip(1)), static pair =>
        {
            Assert.True(pair.First.ScratchBytes < pair.Second.ScratchBytes);
            Assert.True(pair.First.Work < pair.Second.Work);
        });
    }

    [Fact]
    public void Scratch_OfManyPixels_IsOrderedByWhatLoadersKeep()
    {
        var picture = Picture.Smooth(800, 640);
        long baseline = Scratch(Encode.Jpeg(picture));
        long progressive = Scratch(Encode.Jpeg(picture, progressive: true));
        long fullColour = Scratch(Encode.Jpeg(picture, progressive: true, subsample: false));
        Assert.InRange(progressive - baseline, 3 * 800 * 640, 3.1 * 800 * 640);
        Assert.InRange(fullColour - progressive, 3 * 800 * 640, 3.1 * 800 * 640);
        Assert.Equal(3 * 800 * 640, Scratch(Encode.Png(picture, interlaced: true)) - Scratch(Encode.Png(picture)));
        Assert.True(Scratch(Encode.WebP(picture, lossless: true)) > Scratch(Encode.WebP(picture)));
        Assert.True(Scratch(Encode.WebP(picture)) > baseline);
        Assert.Equal(progressive - baseline, Scratch(Encode.Jpeg(picture, progressive: true), 8) - Scratch(Encode.Jpeg(picture), 8));
    }

    [Fact]
    public void Scratch_SequentialJpegWhoseScansHaveOneComponentEach_IsThatOfScans()
    {
        byte[] jpeg = Encode.Jpeg(Picture.Smooth(800, 640));
        int scan = JpegFile.Find(jpeg, JpegFile.Scan) + 4;
        Assert.True(Scratch(JpegFile.Patch(jpeg, scan, 1)) >= Scratch(jpeg) + (3 * 800 * 640));
    }

    [Fact]
    public void Plan_TinyFileOfManyPixels_IsDear()
    {
        // A lossless WebP of one colour is some bytes, whatever its size.
        byte[] webP = [.. "RIFF"u8, 26, 0, 0, 0, .. "WEBPVP8L"u8, 14, 0, 0, 0, 0x2F, .. LosslessSize(7000, 7000), 0, 0, 0, 0, 0, 0, 0, 0, 0];
        DecodePlan plan = Decoders.Default.Plan(webP);
        Assert.Equal(3L * 7000 * 7000, plan.PixelBytes);
        Assert.True(plan.ScratchBytes > 7L * 7000 * 7000);
        Assert.True(plan.Work > 100);
    }

    [Fact]
    public void Work_OfInksWithProfile_IsThatOfTheProfile()
    {
        var inks = new byte[4 * 16 * 16];
        Assert.InRange(Decoders.Default.Plan(Encode.CmykJpeg(inks, 16, 16, "cmyk")).Work, 10, 100);
        Assert.InRange(Decoders.Default.Plan(Encode.CmykJpeg(inks, 16, 16)).Work, 0, 2);
    }

    [Fact]
    public void Work_FileWithoutItsEnd_IsTwiceAsMuch()
    {
        foreach (byte[] whole in new[] { Encode.Jpeg(Picture.Busy(640, 480)), Encode.Jpeg(Picture.Busy(640, 480), progressive: true), Encode.Png(Picture.Busy(640, 480)) })
        {
            byte[] cut = whole[..Endings.LengthWithout(whole)];
            var (before, after) = (Decoders.Default.Plan(whole), Decoders.Default.Plan(cut));
            Assert.InRange(after.Work / before.Work, 1.95, 2.05);
            Assert.InRange(after.ScratchBytes - before.ScratchBytes, cut.Length, cut.Length + 100);
            Assert.Equal(before.Work, Decoders.Default.Plan((byte[])[.. whole, .. "trailer"u8]).Work, before.Work / 100);
        }
    }

    [Fact]
    public void Work_RegionAtTheTop_IsLessWhereRowsComeInOrder()
    {
        var picture = Picture.Busy(640, 480);
        var top = new ImageRegion(0, 0, 640, 40);
        Assert.True(Decoders.Default.Plan(Encode.Jpeg(picture), 1, top).Work < 0.2 * Decoders.Default.Plan(Encode.Jpeg(picture)).Work);
        byte[] progressive = Encode.Jpeg(picture, progressive: true);
        Assert.Equal(Decoders.Default.Plan(progressive).Work, Decoders.Default.Plan(progressive, 1, top).Work);
    }

    [Fact]
    public void Decode_PlanOfAnotherImage_Throws()
    {
        byte[] file = Samples.Get("png");
        DecodePlan plan = Decoders.Default.Plan(file);
        var raw = new RawImage(PixelFormat.Gray8, 4, 3, new byte[12]);
        Assert.Throws<ArgumentException>(() => Decoders.Default.Decode(Samples.Get("jpeg"), plan));
        Assert.Throws<ArgumentException>(() => Decoders.Default.Decode(raw, plan));
        Assert.Throws<ArgumentException>(() => Decoders.Default.Decode(file, Decoders.Default.Plan(raw)));
        Assert.Throws<ArgumentException>(() => Decoders.Default.Decode(raw with { Width = 3, Height = 4 }, Decoders.Default.Plan(raw)));
    }

    [Fact]
    public void Decode_PlanOfADecoderThatAllowsMore_IsRefusedByItsOwnLimits()
    {
        byte[] file = Samples.Get("png");
        var strict = new ImageDecoder(new ImagingLimits { MaxPixels = 10 });
        Assert.Equal(
            ImageErrorKind.TooManyPixels,
            Assert.Throws<ImageException>(() => strict.Decode(file, Decoders.Default.Plan(file))).Kind);
    }

    private static long Scratch(byte[] file, double shrink = 1) => Decoders.Default.Plan(file, shrink).ScratchBytes;

    private static byte[] LosslessSize(int width, int height) => BitConverter.GetBytes((width - 1) | ((height - 1) << 14));

    private static byte[] Create(string kind, int width, int height, int orientation)
    {
        var picture = Picture.Smooth(width, height);
        return kind switch
        {
            "jpeg" => JpegFile.WithOrientation(Encode.Jpeg(picture), orientation),
            "jpeg-progressive" => JpegFile.WithOrientation(Encode.Jpeg(picture, progressive: true), orientation),
            "jpeg-grey" => JpegFile.WithOrientation(Encode.GreyJpeg(new byte[width * height], width, height), orientation),
            "png" => PngFile.Insert(Encode.Png(picture), PngFile.Chunk("eXIf", Exif.Tiff(orientation))),
            "png-interlaced" => PngFile.Insert(Encode.Png(picture, interlaced: true), PngFile.Chunk("eXIf", Exif.Tiff(orientation))),
            "gif" => Encode.Gif(picture),
            "bmp" => BmpFile.Of(picture),
            "tiff" => TiffFile.Create(width, height, [8, 8, 8], 2, picture.Rgb, false, (274, TiffFile.Short, [(uint)orientation])),
            "tiff-tiles" => Encode.Tiff(picture, 5, tile: true),
            "webp-animated" => WebPFile.Animation(width, height, (Encode.WebP(picture), 0, 0, width, height), (Encode.WebP(picture), 0, 0, width, height)),
            _ => WebPFile.WithExif(Encode.WebP(picture, lossless: kind == "webp-lossless"), width, height, Exif.Tiff(orientation)),
        };
    }
}
