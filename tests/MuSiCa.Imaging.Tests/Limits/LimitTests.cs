using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Limits;

public class LimitTests
{
    [Fact]
    public void Probe_NoBytes_Empty() => AssertRefused(new ImagingLimits(), [], ImageErrorKind.Empty, "0 bytes");

    [Fact]
    public void Probe_OneByteTooMany_TooManyBytes()
    {
        var png = Samples.Get("png");
        var limits = new ImagingLimits { MaxEncodedBytes = png.Length };
        Assert.Equal(Samples.Height, new ImageDecoder(limits).Probe(png).Width);
        AssertRefused(limits, [.. png, 0], ImageErrorKind.TooManyBytes, $"{png.Length + 1}", $"{png.Length}");
    }

    [Theory]
    [InlineData("jpeg-progressive")]
    [InlineData("png-16")]
    [InlineData("webp")]
    [InlineData("gif")]
    [InlineData("bmp")]
    [InlineData("tiff")]
    public void Probe_OnePixelTooMany_TooManyPixels(string name)
    {
        const int pixels = Samples.Width * Samples.Height;
        Assert.Equal(1, new ImageDecoder(new ImagingLimits { MaxPixels = pixels }).Probe(Samples.Get(name)).Frames);
        AssertRefused(
            new ImagingLimits { MaxPixels = pixels - 1 }, Samples.Get(name), ImageErrorKind.TooManyPixels, $"{pixels} pixels", $"at most {pixels - 1}");
    }

    [Fact]
    public void Probe_AnimatedWebP_CountsThePixelsOfAllFrames()
    {
        const int pixels = 2 * Samples.Width * Samples.Height;
        var animation = Samples.Get("webp-animated");
        Assert.Equal(2, new ImageDecoder(new ImagingLimits { MaxPixels = pixels }).Probe(animation).Frames);
        AssertRefused(new ImagingLimits { MaxPixels = pixels - 1 }, animation, ImageErrorKind.TooManyPixels, "2 frames", $"{pixels} pixels");
    }

    [Theory]
    [InlineData("jpeg-progressive")]
    [InlineData("png-16")]
    [InlineData("webp-lossless")]
    [InlineData("gif")]
    [InlineData("bmp")]
    [InlineData("tiff-lzw")]
    public void Probe_TooWideOrTooTall_Refused(string name)
    {
        var file = Samples.Get(name);
        AssertRefused(new ImagingLimits { MaxWidth = Samples.Width - 1 }, file, ImageErrorKind.TooWide, "75 pixels wide", "at most 74");
        AssertRefused(new ImagingLimits { MaxHeight = Samples.Height - 1 }, file, ImageErrorKind.TooTall, "53 pixels tall", "at most 52");
    }

    [Fact]
    public void Probe_OrientationSwapsAxes_LimitsHoldForTheUprightImage()
    {
        var jpeg = Samples.Get("jpeg");
        Assert.Equal((Samples.Height, Samples.Width), Size(new ImageDecoder(new ImagingLimits { MaxWidth = Samples.Height }).Probe(jpeg)));
        AssertRefused(new ImagingLimits { MaxWidth = Samples.Height - 1 }, jpeg, ImageErrorKind.TooWide);
    }

    [Fact]
    public void Probe_TallestPngThereIs_RefusedFromItsHeader()
    {
        var png = PngFile.Claiming(1, 100_000_000);
        AssertRefused(new ImagingLimits(), png, ImageErrorKind.TooTall, "100000000", "30000");
        var tall = new ImagingLimits { MaxHeight = ImagingLimits.AxisCeiling };
        AssertRefused(tall, png, ImageErrorKind.TooTall, "100000000", "10000000");
        AssertRefused(tall, PngFile.Claiming(6, 10_000_000), ImageErrorKind.TooManyPixels, "60000000", "50000000");
    }

    [Fact]
    public void Probe_LargestClaimsOfEachFormat_RefusedFromTheirHeaders()
    {
        var wide = new ImagingLimits { MaxWidth = ImagingLimits.AxisCeiling, MaxHeight = ImagingLimits.AxisCeiling };
        AssertRefused(wide, PngFile.Claiming(10_000_000, 10_000_000), ImageErrorKind.TooManyPixels, "100000000000000");
        AssertRefused(wide, PngFile.Claiming(int.MaxValue, int.MaxValue), ImageErrorKind.TooWide, "2147483647");

        var jpeg = Samples.Get("jpeg-progressive");
        var huge = JpegFile.Patch(jpeg, JpegFile.Find(jpeg, 0xC2) + 5, 0xFF, 0xFF, 0xFF, 0xFF);
        AssertRefused(wide, huge, ImageErrorKind.TooManyPixels, "65535 x 65535");

        var webP = JpegFile.Patch(Samples.Get("webp"), 26, 0xFF, 0x3F, 0xFF, 0x3F);
        AssertRefused(wide, webP, ImageErrorKind.TooManyPixels, "16383 x 16383");

        var extended = JpegFile.Patch(Samples.Get("webp-exif"), 24, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        AssertRefused(wide, extended, ImageErrorKind.TooWide, "16777216");
    }

    [Fact]
    public void Probe_AnimationOfManyTinyFrames_CountsThemAll()
    {
        var frame = Encode.WebP(Picture.Smooth(16, 16), lossless: true);
        var animation = WebPFile.Animation(4000, 4000, [.. Enumerable.Repeat((frame, 0, 0, 16, 16), 500)]);
        AssertRefused(new ImagingLimits(), animation, ImageErrorKind.TooManyPixels, "500 frames", "8000000000 pixels");
    }

    [Fact]
    public void Probe_MorePixelsThan64BitsCount_Refused()
    {
        var frame = WebPFile.Chunk("ANMF", []);
        byte[] chunks = [.. WebPFile.Animation(9_999_999, 9_999_999)[12..], .. Enumerable.Repeat(frame, 500_000).SelectMany(bytes => bytes)];
        var wide = new ImagingLimits { MaxWidth = ImagingLimits.AxisCeiling, MaxHeight = ImagingLimits.AxisCeiling };
        AssertRefused(wide, WebPFile.Riff(chunks), ImageErrorKind.TooManyPixels, "49999990000000500000 pixels");
    }

    [Fact]
    public void Decode_OverALimit_RefusedLikeProbe()
    {
        var decoder = new ImageDecoder(new ImagingLimits { MaxPixels = 100 });
        Assert.Equal(ImageErrorKind.TooManyPixels, Assert.Throws<ImageException>(() => decoder.Decode(Samples.Get("webp"))).Kind);
    }

    private static (int Width, int Height) Size(ImageInfo info) => (info.Width, info.Height);

    private static void AssertRefused(ImagingLimits limits, byte[] encoded, ImageErrorKind kind, params string[] words)
    {
        var decoder = new ImageDecoder(limits);
        var error = Assert.Throws<ImageException>(() => decoder.Probe(encoded));
        Assert.Equal(kind, error.Kind);
        Assert.All(words, word => Assert.Contains(word, error.Message));
    }
}
