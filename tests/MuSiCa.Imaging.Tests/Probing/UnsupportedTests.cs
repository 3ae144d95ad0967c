using System.Text;
using MuSiCa.Imaging.Interop;
using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Probing;

public class UnsupportedTests
{
    public static TheoryData<string, byte[]> OtherFormats() => new()
    {
        { "AVIF", Encode.Avif(Picture.Smooth(16, 16)) },
        { "SVG", "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"u8.ToArray() },
        { "BMP", [.. "BM"u8, .. new byte[100]] },
        { "HEIF", [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[100]] },
        { "RIFF without WebP", [.. "RIFF"u8, 100, 0, 0, 0, .. "WAVE"u8, .. new byte[100]] },
        { "text", Encoding.UTF8.GetBytes("Dear Sir or Madam, please find attached") },
        { "JSON", "{}"u8.ToArray() },
        { "zeros", new byte[1000] },
        { "one byte", [7] },
        { "libvips' own", [0xB6, 0xA6, 0xF2, 0x08, .. new byte[100]] },
    };

    [Theory]
    [MemberData(nameof(OtherFormats))]
    public void ProbeAndDecode_OtherFormat_Unsupported(string what, byte[] encoded)
    {
        var error = Assert.Throws<ImageException>(() => Decoders.Default.Probe(encoded));
        Assert.True(error.Kind == ImageErrorKind.Unsupported, $"{what}: {error.Message}");
        Assert.Contains("JPEG, PNG, WebP, GIF, BMP or TIFF", error.Message);
        Assert.Equal(ImageErrorKind.Unsupported, Decoders.DecodeError(encoded));
    }

    [Theory]
    [InlineData("ftypavif", "an AVIF")]
    [InlineData("ftypheic", "a HEIC or HEIF")]
    [InlineData("ftypmif1", "a HEIC or HEIF")]
    [InlineData("ftypcrx ", "a raw photo")]
    [InlineData("ftypisom", "a video")]
    public void Probe_KindOfBoxes_UnsupportedByName(string brand, string name) =>
        AssertUnsupported([0, 0, 0, 24, .. Encoding.ASCII.GetBytes(brand), .. new byte[100]], name);

    [Theory]
    [InlineData("II+\0", "a BigTIFF")]
    [InlineData("%PDF-1.7", "a PDF")]
    [InlineData("8BPS", "a Photoshop document")]
    [InlineData("<svg xmlns", "an SVG")]
    public void Probe_FormatThatPeopleSend_UnsupportedByName(string start, string name) =>
        AssertUnsupported([.. Encoding.ASCII.GetBytes(start), .. new byte[100]], name);

    [Fact]
    public void OtherLoaders_AreBlockedInLibvipsToo() => AssertBlocked("heifload_buffer"u8, Encode.Avif(Picture.Smooth(16, 16)));

    [Theory]
    [InlineData(0xC3, "lossless (SOF3)")]
    [InlineData(0xC5, "hierarchical (SOF5)")]
    [InlineData(0xC9, "arithmetic coding (SOF9)")]
    [InlineData(0xCA, "arithmetic coding (SOF10)")]
    [InlineData(0xCB, "lossless with arithmetic coding (SOF11)")]
    [InlineData(0xCF, "hierarchical with arithmetic coding (SOF15)")]
    public void Probe_JpegOfAnotherProcess_Unsupported(byte frame, string name)
    {
        var jpeg = Encode.Jpeg(Picture.Smooth(16, 16));
        AssertUnsupported(JpegFile.Patch(jpeg, JpegFile.Find(jpeg, JpegFile.Frame) + 1, frame), name);
    }

    [Fact]
    public void Probe_JpegVariantsThatAreNotRead_Unsupported()
    {
        var jpeg = Encode.Jpeg(Picture.Smooth(16, 16));
        var frame = JpegFile.Find(jpeg, JpegFile.Frame);
        AssertUnsupported(JpegFile.Patch(jpeg, frame + 4, 12), "12 bits per sample");
        AssertUnsupported(JpegFile.Patch(jpeg, frame + 5, 0, 0), "DNL");
        AssertUnsupported(JpegFile.Patch(jpeg, frame + 9, 2), "2 colour components");
    }

    [Theory]
    [InlineData("p12.jpg", "12 bits per sample")]
    [InlineData("arith.jpg", "arithmetic coding")]
    public void Probe_FileFromTheField_UnsupportedByName(string file, string words) =>
        AssertUnsupported(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Assets", file)), words);

    [Fact]
    public void Probe_ApplesOwnPng_UnsupportedByName()
    {
        var png = Encode.Png(Picture.Smooth(16, 16));
        AssertUnsupported([.. png[..8], .. PngFile.Chunk("CgBI", [0x50, 0, 0x20, 2]), .. png[8..]], "CgBI");
    }

    [Fact]
    public void Decode_JpegOfThousandsOfScans_Unsupported()
    {
        var jpeg = Encode.Jpeg(Picture.Smooth(64, 64), progressive: true);
        var last = jpeg.AsSpan().LastIndexOf(new byte[] { 0xFF, JpegFile.Scan });
        byte[] scan = jpeg[last..^2];
        byte[] bomb = [.. jpeg[..^2], .. Enumerable.Repeat(scan, 5000).SelectMany(bytes => bytes), .. jpeg[^2..]];
        var error = Assert.Throws<ImageException>(() => Decoders.Default.Decode(bomb));
        Assert.Equal(ImageErrorKind.Unsupported, error.Kind);
        Assert.Contains("100 scans", error.Message);
    }

    private static void AssertUnsupported(byte[] encoded, string words)
    {
        var error = Assert.Throws<ImageException>(() => Decoders.Default.Probe(encoded));
        Assert.Equal(ImageErrorKind.Unsupported, error.Kind);
        Assert.Contains(words, error.Message);
    }

    private static unsafe void AssertBlocked(ReadOnlySpan<byte> loader, byte[] encoded)
    {
        fixed (byte* data = encoded)
        {
            using var operation = new VipsOperation(loader);
            Assert.False(operation.Set("buffer"u8, data, encoded.Length).TryBuild());
        }
    }
}
