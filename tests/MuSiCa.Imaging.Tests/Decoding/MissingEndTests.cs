using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

public class MissingEndTests
{
    public static TheoryData<string> Names => Samples.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_OnlyTheEndMissing_LikeTheWholeFile(string name)
    {
        var whole = Samples.Get(name);
        for (var length = Endings.LengthWithout(whole); length < whole.Length; length++)
        {
            Assert.Equal(Decoders.DecodeToArray(whole), Decoders.DecodeToArray(whole[..length]));
            Assert.Equal(Decoders.DecodeToArray(whole, 4), Decoders.DecodeToArray(whole[..length], 4));
        }
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("jpeg-restarts")]
    [InlineData("png")]
    [InlineData("png-16")]
    public void Decode_PartOfAFileWithoutItsLastRows_Truncated(string name)
    {
        var whole = Samples.Get(name);
        var top = new ImageRegion(0, 0, 8, 8);
        var error = Assert.Throws<ImageException>(() => Decoders.Default.Decode(whole.AsMemory(0, whole.Length * 3 / 4), 8, top).Dispose());
        Assert.Equal(ImageErrorKind.Truncated, error.Kind);
    }

    [Fact]
    public void Decode_ProgressiveCutBehindAnyOfItsScans_Truncated()
    {
        var whole = Samples.Get("jpeg-progressive");
        var scans = Enumerable.Range(2, whole.Length - 3).Where(at => whole[at] == 0xFF && whole[at + 1] == JpegFile.Scan).Skip(1).ToList();
        Assert.True(scans.Count > 5);
        foreach (var scan in scans)
        {
            Assert.Equal(ImageErrorKind.Truncated, Decoders.DecodeError(whole[..scan]));
            Assert.Equal(ImageErrorKind.Truncated, Decoders.DecodeError([.. whole[..scan], 0xFF]));
        }
    }

    [Fact]
    public void Decode_PngCutBehindAnyOfItsChunksButTheLast_Truncated()
    {
        var random = new byte[3 * 200 * 150];
        new Random(3).NextBytes(random);
        var data = PngFile.Data(random, 150);
        byte[] start = [.. PngFile.Create(200, 150, 8, PngFile.Rgb, random)[..33]];
        var parts = data[8..^4].Chunk(20_000).Select(part => PngFile.Chunk("IDAT", part)).ToArray();
        var cut = start;
        foreach (var part in parts)
        {
            Assert.Equal(ImageErrorKind.Truncated, Decoders.DecodeError(cut));
            cut = [.. cut, .. part];
        }

        Assert.Equal(random, Decoders.DecodeToArray(cut));
    }
}
