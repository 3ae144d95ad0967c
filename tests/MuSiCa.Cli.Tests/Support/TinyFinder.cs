using MuSiCa.Imaging;
using MuSiCa.Inference.Tests;

namespace MuSiCa.Cli.Tests;

internal static class TinyFinder
{
    public static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "Assets", "tiny-finder");

    public static byte[] ToPng(this PaintedPhoto photo) => ImageEncoder.EncodePng(photo.Bytes, photo.Width, photo.Height);
}
