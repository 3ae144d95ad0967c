using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Probing;

public class ProbeTests
{
    public static TheoryData<string> Names => Samples.Names;

    [Theory]
    [InlineData("jpeg", ImageFormat.Jpeg, 53, 75, 6, 1)]
    [InlineData("jpeg-progressive", ImageFormat.Jpeg, 75, 53, 1, 1)]
    [InlineData("jpeg-grey", ImageFormat.Jpeg, 75, 53, 1, 1)]
    [InlineData("jpeg-cmyk", ImageFormat.Jpeg, 75, 53, 1, 1)]
    [InlineData("png", ImageFormat.Png, 53, 75, 8, 1)]
    [InlineData("png-interlaced", ImageFormat.Png, 75, 53, 1, 1)]
    [InlineData("webp", ImageFormat.WebP, 75, 53, 1, 1)]
    [InlineData("webp-lossless", ImageFormat.WebP, 75, 53, 1, 1)]
    [InlineData("webp-exif", ImageFormat.WebP, 75, 53, 3, 1)]
    [InlineData("webp-animated", ImageFormat.WebP, 75, 53, 1, 2)]
    [InlineData("gif", ImageFormat.Gif, 75, 53, 1, 1)]
    [InlineData("bmp", ImageFormat.Bmp, 75, 53, 1, 1)]
    [InlineData("tiff", ImageFormat.Tiff, 53, 75, 7, 1)]
    [InlineData("tiff-lzw", ImageFormat.Tiff, 75, 53, 1, 1)]
    [InlineData("tiff-tiles", ImageFormat.Tiff, 75, 53, 1, 1)]
    public void Probe_ValidFile_TellsFormatUprightSizeOrientationAndFrames(
        string name, ImageFormat format, int width, int height, int orientation, int frames) =>
        Assert.Equal(new ImageInfo(format, width, height, orientation, frames), Decoders.Default.Probe(Samples.Get(name)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_ValidFile_AgreesWithProbe(string name)
    {
        using var image = Decoders.Default.Decode(Samples.Get(name));
        Assert.Equal(Decoders.Default.Probe(Samples.Get(name)), image.Info);
        Assert.Equal((image.Info.Width, image.Info.Height), (image.Width, image.Height));
        Assert.Equal(3 * image.Width * image.Height, image.Pixels.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Probe_OrientationInEitherByteOrder_Read(bool bigEndian)
    {
        var plain = Encode.Jpeg(Picture.Smooth(20, 10));
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            Assert.Equal(orientation, Decoders.Default.Probe(JpegFile.WithOrientation(plain, orientation, bigEndian)).Orientation);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(65535)]
    public void Probe_OrientationOutOfRange_Upright(int orientation) =>
        Assert.Equal(1, Decoders.Default.Probe(JpegFile.WithOrientation(Encode.Jpeg(Picture.Smooth(20, 10)), orientation)).Orientation);

    [Fact]
    public void Probe_DamagedExif_Upright()
    {
        var plain = Encode.Jpeg(Picture.Smooth(20, 10));
        var exif = Exif.WithPreamble(6);
        for (var length = 4; length < exif.Length - 6; length++)
        {
            Assert.Equal(1, Decoders.Default.Probe(JpegFile.Insert(plain, JpegFile.App1, exif[..length])).Orientation);
        }

        foreach (var offset in new byte[] { 0x7F, 0xFF })
        {
            var astray = JpegFile.Patch(exif, 10, offset, 0xFF, 0xFF, 0xFF);
            Assert.Equal(1, Decoders.Default.Probe(JpegFile.Insert(plain, JpegFile.App1, astray)).Orientation);
        }
    }

    [Fact]
    public void Probe_TwoExifBlocks_TheFirstCounts()
    {
        var plain = Encode.Jpeg(Picture.Smooth(20, 10));
        Assert.Equal(5, Decoders.Default.Probe(JpegFile.WithOrientation(JpegFile.WithOrientation(plain, 3), 5)).Orientation);
    }

    [Fact]
    public void Probe_ExifAfterThePixelsOfAPng_Read() =>
        Assert.Equal(7, Decoders.Default.Probe(PngFile.Append(Encode.Png(Picture.Smooth(20, 10)), PngFile.Chunk("eXIf", Exif.Tiff(7)))).Orientation);

    [Fact]
    public void Probe_WebPExifBehindJpegsPreamble_Read()
    {
        var webP = WebPFile.WithExif(Encode.WebP(Picture.Smooth(20, 10)), 20, 10, Exif.WithPreamble(4, bigEndian: false));
        Assert.Equal(4, Decoders.Default.Probe(webP).Orientation);
    }

    [Fact]
    public void Probe_AnimatedPng_IsOneFrame()
    {
        var png = PngFile.Insert(Encode.Png(Picture.Smooth(20, 10)), PngFile.Chunk("acTL", [0, 0, 0, 9, 0, 0, 0, 0]));
        Assert.Equal(1, Decoders.Default.Probe(png).Frames);
        Assert.Equal(Decoders.DecodeToArray(Encode.Png(Picture.Smooth(20, 10))), Decoders.DecodeToArray(png));
    }

    [Fact]
    public void Probe_TailMissing_StillTellsTheSize()
    {
        foreach (var (name, file) in Samples.All.Where(sample => sample.Key is "jpeg-progressive" or "png-16" or "webp"))
        {
            var info = Decoders.Default.Probe(file.AsMemory(0, file.Length / 2));
            Assert.True((Samples.Width, Samples.Height) == (info.Width, info.Height), name);
        }
    }

    [Fact]
    public void Probe_Bytes_AreNotCopied()
    {
        var file = Samples.Get("jpeg");
        Decoders.Default.Probe(file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Decoders.Default.Probe(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200);
    }
}
