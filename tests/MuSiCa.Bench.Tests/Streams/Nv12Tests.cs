using MuSiCa.Imaging;

namespace MuSiCa.Bench.Tests;

public class Nv12Tests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(255, 255, 255)]
    [InlineData(200, 40, 90)]
    [InlineData(10, 250, 30)]
    public void Of_OneColour_DecodesToIt(byte red, byte green, byte blue)
    {
        byte[] rgb = [.. Enumerable.Repeat(new[] { red, green, blue }, 4 * 2).SelectMany(pixel => pixel)];

        var raw = new RawImage(PixelFormat.Nv12, 4, 2, Nv12.Of(rgb, 4, 2)) { Color = YuvColor.Bt601Full };
        using DecodedImage decoded = new ImageDecoder(new ImagingLimits()).Decode(raw);

        Assert.All(decoded.Pixels.ToArray().Zip(rgb), pair => Assert.InRange(pair.First, pair.Second - 2, pair.Second + 2));
    }
}
