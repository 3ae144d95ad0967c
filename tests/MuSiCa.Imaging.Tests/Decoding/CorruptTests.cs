using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

public class CorruptTests
{
    [Fact]
    public void Decode_JpegWithHalfOfItsDataTakenOut_Corrupt()
    {
        foreach (var progressive in new[] { false, true })
        {
            var jpeg = Encode.Jpeg(Picture.Busy(200, 160), progressive: progressive);
            byte[] hollow = [.. jpeg[..(jpeg.Length / 3)], .. jpeg[^(jpeg.Length / 5)..]];
            var error = Assert.Throws<ImageException>(() => Decoders.Default.Decode(hollow));
            Assert.Equal(ImageErrorKind.Corrupt, error.Kind);
            Assert.Contains("160", error.Message);
        }
    }

    [Fact]
    public void Decode_JpegWithRestartMarkersOutOfOrder_Corrupt()
    {
        var jpeg = Encode.Jpeg(Picture.Busy(200, 160), restartInterval: 4);
        var marker = jpeg.AsSpan().IndexOf(new byte[] { 0xFF, 0xD1 });
        Assert.Equal(ImageErrorKind.Corrupt, Decoders.DecodeError(JpegFile.Patch(jpeg, marker + 1, 0xD5)));
    }

    [Fact]
    public void Decode_JpegWhoseHeadersContradict_Corrupt()
    {
        var jpeg = Encode.Jpeg(Picture.Smooth(32, 32));
        var frame = JpegFile.Find(jpeg, JpegFile.Frame);
        AssertCorrupt(JpegFile.Patch(jpeg, frame + 7, 0, 0), "width is 0");
        AssertCorrupt(JpegFile.Patch(jpeg, frame + 9, 1), "frame header has 15 bytes");
        AssertCorrupt(JpegFile.Insert(jpeg, 0xC0, [.. jpeg[(frame + 4)..(frame + 19)]]), "two frame headers");
        AssertCorrupt(JpegFile.Remove(jpeg, JpegFile.Frame), "without a frame header");
        AssertCorrupt(JpegFile.Patch(jpeg, 4, 0, 1), "length 1");
        AssertCorrupt([.. jpeg[..2], 0xFF, 0xD9], "0xD9");
        AssertCorrupt([.. jpeg[..2], .. jpeg], "0xD8");
        AssertCorrupt(JpegFile.Remove(jpeg, 0xDB), "");
    }

    [Fact]
    public void Decode_PngWithWrongChecksum_Corrupt()
    {
        var png = Encode.Png(Picture.Smooth(64, 64));
        AssertCorrupt(Flip(png, 29), "");
        AssertCorrupt(Flip(png, png.Length - 13), "");
        AssertCorrupt(Flip(png, png.Length / 2), "");
        AssertCorrupt(Flip(Encode.Png(Picture.Smooth(64, 64), interlaced: true), png.Length / 2), "");
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0x80, 0, 0, 1)]
    public void Probe_PngOfImpossibleWidth_Corrupt(byte a, byte b, byte c, byte d) =>
        AssertCorrupt(JpegFile.Patch(Encode.Png(Picture.Smooth(16, 16)), 16, a, b, c, d), "size");

    [Fact]
    public void Probe_PngHeaderThatContradictsTheFormat_Corrupt()
    {
        var png = Encode.Png(Picture.Smooth(16, 16));
        AssertCorrupt(JpegFile.Patch(png, 24, 4), "colour type 2 with 4 bits");
        AssertCorrupt(JpegFile.Patch(png, 25, 5), "colour type 5");
        AssertCorrupt(JpegFile.Patch(png, 26, 1), "methods are 1, 0 and 0");
        AssertCorrupt(JpegFile.Patch(png, 28, 2), "methods are 0, 0 and 2");
        AssertCorrupt(JpegFile.Patch(png, 12, (byte)'i'), "first chunk");
        AssertCorrupt(JpegFile.Patch(png, 36, (byte)(png[36] - 5)), "where a chunk should start");
    }

    [Fact]
    public void Decode_PngWithTooFewRows_Corrupt()
    {
        var few = PngFile.Create(16, 16, 8, PngFile.Grey, new byte[16 * 16]);
        var header = PngFile.Header(16, 17, 8, PngFile.Grey);
        AssertCorrupt([.. few[..8], .. header, .. few[33..]], "");
    }

    [Fact]
    public void Decode_PngPaletteMissing_Corrupt() =>
        AssertCorrupt(PngFile.Create(16, 16, 8, PngFile.Palette, new byte[256]), "");

    [Fact]
    public void Decode_WebPWithDamage_Corrupt()
    {
        var lossy = Encode.WebP(Picture.Busy(64, 64));
        AssertCorrupt(JpegFile.Patch(lossy, 20, (byte)(lossy[20] | 1)), "key frame");
        AssertCorrupt(JpegFile.Patch(lossy, 23, 1), "key frame");
        AssertCorrupt(JpegFile.Patch(lossy, 26, 0, 0), "0 x 64");
        AssertCorrupt(JpegFile.Patch(lossy, 12, (byte)'X'), "first chunk");
        AssertCorrupt(JpegFile.Patch(lossy, 4, 2, 0, 0, 0), "10 bytes long");

        var lossless = Encode.WebP(Picture.Busy(64, 64), lossless: true);
        AssertCorrupt(JpegFile.Patch(lossless, 20, 0x2E), "0x2E");
        AssertCorrupt(JpegFile.Patch(lossless, 60, new byte[lossless.Length - 100]), "");
    }

    [Fact]
    public void Decode_WebPChunkThatReachesBeyondTheFile_Corrupt()
    {
        var webP = Encode.WebP(Picture.Busy(64, 64));
        AssertCorrupt(JpegFile.Patch(webP, 18, 0xFF), "");
    }

    [Fact]
    public void Decode_WebPWhoseCanvasIsNotItsPicture_Corrupt()
    {
        var webP = WebPFile.WithExif(Encode.WebP(Picture.Smooth(64, 64)), 64, 60, Exif.Tiff(1));
        AssertCorrupt(webP, "");
    }

    private static byte[] Flip(byte[] file, int at) => JpegFile.Patch(file, at, (byte)(file[at] ^ 0x55));

    private static void AssertCorrupt(byte[] encoded, string words)
    {
        var error = Assert.Throws<ImageException>(() => Decoders.Default.Decode(encoded).Dispose());
        Assert.True(error.Kind == ImageErrorKind.Corrupt, $"{error.Kind}: {error.Message}");
        Assert.Contains("damaged", error.Message);
        Assert.Contains(words, error.Message);
    }
}
