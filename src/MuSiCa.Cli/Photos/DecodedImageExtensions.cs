using MuSiCa.Imaging;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class DecodedImageExtensions
{
    public static RgbPixels AsRgb(this DecodedImage image) => new(image.Pixels, image.Width, image.Height);

    public static PixelMapping Mapping(this DecodedImage image) => new(image.ScaleX, image.ScaleY, image.OffsetX, image.OffsetY);
}
