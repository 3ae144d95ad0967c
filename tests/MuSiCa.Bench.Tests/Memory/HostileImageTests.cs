using MuSiCa.Imaging;

namespace MuSiCa.Bench.Tests;

public class HostileImageTests
{
    [Theory]
    [InlineData(8, 8, false, 8 * 25)]
    [InlineData(8, 8, true, (64 * 3) + 1 + 1 + 1 + 2 + 2 + 4 + 4)]
    [InlineData(1, 1, true, 4)]
    public void PngBytes_Image_CountsFiltersAndSamples(int width, int height, bool isInterlaced, long expected) =>
        Assert.Equal(expected, HostileImages.PngBytes(width, height, 3, isInterlaced));

    [Fact]
    public void WebP_ThirtyFourBytes_IsAnImageThatDecodes()
    {
        byte[] file = HostileImages.WebP();

        Assert.Equal(34, file.Length);
        using DecodedImage image = new ImageDecoder(new ImagingLimits()).Decode(file);
        Assert.Equal((7071, 7071), (image.Width, image.Height));
    }
}
