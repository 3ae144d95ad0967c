using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace MuSiCa.Imaging.Tests.Support;

/// <summary>ImageSharp, a decoder that is managed throughout and shares no code with ours.</summary>
internal static class Oracle
{
    /// <summary>The first frame, upright, transparent pixels over white.</summary>
    public static Picture Decode(byte[] encoded)
    {
        using var image = Image.Load<Rgba32>(encoded);
        image.Mutate(static pixels => pixels.AutoOrient());
        var pixels = new Rgba32[image.Width * image.Height];
        image.Frames.RootFrame.CopyPixelDataTo(pixels);
        return Picture.Create(image.Width, image.Height, (x, y) =>
        {
            var pixel = pixels[(y * image.Width) + x];
            return (OverWhite(pixel.R, pixel.A), OverWhite(pixel.G, pixel.A), OverWhite(pixel.B, pixel.A));
        });
    }

    /// <summary>How far our decoder's samples are from its samples, which must be as many.</summary>
    public static (double Mean, int Most) Difference(byte[] encoded)
    {
        var expected = Decode(encoded);
        using var image = Decoders.Default.Decode(encoded);
        Assert.Equal((expected.Width, expected.Height), (image.Width, image.Height));
        var differences = image.Pixels.ToArray().Zip(expected.Rgb, static (own, other) => Math.Abs(own - other)).ToArray();
        return (differences.Average(), differences.Max());
    }

    private static double OverWhite(byte sample, byte alpha) => ((sample * alpha) + (255.0 * (255 - alpha))) / 255;
}
