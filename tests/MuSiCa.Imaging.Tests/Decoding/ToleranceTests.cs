using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

/// <summary>What is wrong with a file but does not matter for its pixels.</summary>
public class ToleranceTests
{
    public static TheoryData<string> Names => Samples.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_BytesAfterTheEnd_Ignored(string name)
    {
        var file = Samples.Get(name);
        byte[] longer = [.. file, .. Enumerable.Range(0, 777).Select(i => (byte)(i * 13))];
        Assert.Equal(Decoders.DecodeToArray(file), Decoders.DecodeToArray(longer));
    }

    [Fact]
    public void Decode_OddJpegHeaders_DecodedTheSame()
    {
        var jpeg = JpegFile.Insert(Encode.Jpeg(Picture.Busy(80, 60)), 0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        var expected = Decoders.DecodeToArray(jpeg);
        var parameters = JpegFile.FindEntropyData(jpeg) - 3;
        Assert.Equal(expected, Decoders.DecodeToArray(JpegFile.Patch(jpeg, parameters, 0, 0, 0)));
        Assert.Equal(expected, Decoders.DecodeToArray(JpegFile.Patch(jpeg, 11, 2)));
        Assert.Equal(expected, Decoders.DecodeToArray([.. jpeg[..20], 1, 2, 3, .. jpeg[20..]]));
        Assert.Equal(expected, Decoders.DecodeToArray([.. jpeg[..20], 0xFF, 0xFF, 0xFF, .. jpeg[20..]]));
        var adobe = JpegFile.Insert(Encode.Jpeg(Picture.Busy(80, 60)), JpegFile.App14, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 77]);
        Assert.Equal(expected, Decoders.DecodeToArray(adobe));
    }

    [Fact]
    public void Decode_DamagedMetadata_DecodedTheSame()
    {
        var random = new byte[3000];
        new Random(3).NextBytes(random);
        var jpeg = Encode.Jpeg(Picture.Busy(80, 60));
        var expected = Decoders.DecodeToArray(jpeg);
        Assert.Equal(expected, Decoders.DecodeToArray(JpegFile.Insert(jpeg, JpegFile.App1, [.. "Exif\0\0"u8, .. random])));
        Assert.Equal(expected, Decoders.DecodeToArray(JpegFile.Insert(jpeg, JpegFile.App1, [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, .. random])));
        Assert.Equal(expected, Decoders.DecodeToArray(JpegFile.Insert(jpeg, 0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. random])));
        Assert.Equal(expected, Decoders.DecodeToArray(JpegFile.Insert(jpeg, JpegFile.App1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. random])));

        var png = Encode.Png(Picture.Busy(80, 60));
        expected = Decoders.DecodeToArray(png);
        foreach (var chunk in new[] { "eXIf", "iCCP", "zTXt", "iTXt", "tIME", "pHYs" })
        {
            Assert.Equal(expected, Decoders.DecodeToArray(PngFile.Insert(png, PngFile.Chunk(chunk, random))));
        }

        var webP = Encode.WebP(Picture.Busy(80, 60));
        Assert.Equal(Decoders.DecodeToArray(webP), Decoders.DecodeToArray(WebPFile.WithExif(webP, 80, 60, random)));
    }
}
