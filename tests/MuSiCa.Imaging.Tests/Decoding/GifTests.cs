using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Decoding;

public class GifTests
{
    // One pixel at the upper left corner, in the first colour of the palette.
    private static readonly byte[] SmallFrame = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];

    [Fact]
    public void Decode_StillPicture_IsWhatTheOracleSays()
    {
        Assert.Equal((0, 0), Oracle.Difference(Encode.Gif(Picture.Smooth(320, 200))));
        Assert.Equal((0, 0), Oracle.Difference(Encode.Gif(Picture.Busy(61, 43))));
    }

    [Theory]
    [InlineData(640, 480)]
    [InlineData(800, 600)]
    [InlineData(2049, 20)]
    public void Decode_SizesThatTheDecoderTakesForAScreen_AreRead(int width, int height)
    {
        using var image = Decoders.Default.Decode(Encode.Gif(Picture.Smooth(width, height)));
        Assert.Equal((width, height), (image.Width, image.Height));
    }

    [Theory]
    [InlineData(40, 30)]
    [InlineData(640, 480)]
    public void Decode_FirstFrameSmallerThanTheCanvas_HasTheSizeThatWasProbed(int width, int height)
    {
        var file = Gif(width, height, SmallFrame);
        var info = Decoders.Default.Probe(file);
        Assert.Equal((width == 640 ? 1 : width, height == 480 ? 1 : height), (info.Width, info.Height));
        using var image = Decoders.Default.Decode(file);
        Assert.Equal((info.Width, info.Height), (image.Width, image.Height));
        Assert.Equal([10, 20, 30], image.Pixels[..3].ToArray());
    }

    [Fact]
    public void Decode_FirstFrameBeyondTheCanvas_MakesItLarger()
    {
        byte[] frame = [.. SmallFrame];
        (frame[1], frame[3]) = (6, 4);
        using var image = Decoders.Default.Decode(Gif(5, 3, frame));
        Assert.Equal((7, 5), (image.Width, image.Height));
        Assert.Equal([10, 20, 30], image.Pixels[^3..].ToArray());
    }

    [Fact]
    public void Decode_ManyFrames_IsTheFirstAndCostsNoMore()
    {
        var still = Encode.Gif(Picture.Busy(61, 43));
        byte[] animation = [.. still[..^1], .. Enumerable.Repeat(SmallFrame, 100_000).SelectMany(static frame => frame), 0x3B];
        Assert.Equal(Decoders.DecodeToArray(still), Decoders.DecodeToArray(animation));
        Assert.Equal(1, Decoders.Default.Probe(animation).Frames);

        // What is behind the first frame does not matter, whatever it is.
        Assert.Equal(Decoders.DecodeToArray(still), Decoders.DecodeToArray([.. still[..^1], 1, 2, 3]));
    }

    [Fact]
    public void Probe_NoFrame_CorruptOrTruncated()
    {
        Assert.Equal(ImageErrorKind.Corrupt, Kind(Gif(5, 5, [.. new byte[] { 0x3B }, .. new byte[20]])));
        Assert.Equal(ImageErrorKind.Corrupt, Kind(Gif(5, 5, new byte[20])));
        Assert.Equal(ImageErrorKind.Corrupt, Kind(Gif(5, 5, [0x2C, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2, 2, 0x44, 1, 0])));
        Assert.Equal(ImageErrorKind.Truncated, Kind(Gif(5, 5, [0x21, 0xFE, 250, 1, 2])));

        static ImageErrorKind Kind(byte[] file) => Assert.Throws<ImageException>(() => Decoders.Default.Probe(file)).Kind;
    }

    private static byte[] Gif(int width, int height, byte[] content) =>
    [
        .. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0x80, 0, 0, 10, 20, 30, 200, 200, 200, .. content, 0x3B,
    ];
}
