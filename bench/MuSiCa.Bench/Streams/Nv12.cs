namespace MuSiCa.Bench;

/// <summary>From RGB to NV12 with full range, as a camera gives it (ITU-R BT.601-7).</summary>
internal static class Nv12
{
    private const double Red = 0.299;
    private const double Blue = 0.114;
    private const double Green = 1 - Red - Blue;

    /// <param name="rgb">Interleaved, without gaps.</param>
    /// <param name="width">Pixels across, even.</param>
    /// <param name="height">Pixels down, even.</param>
    public static byte[] Of(ReadOnlySpan<byte> rgb, int width, int height)
    {
        byte[] samples = new byte[width * height * 3 / 2];
        for (int i = 0; i < width * height; i++)
        {
            samples[i] = Round(Luma(rgb[(3 * i)..]));
        }

        Span<byte> chroma = samples.AsSpan(width * height);
        for (int y = 0; y < height; y += 2)
        {
            for (int x = 0; x < width; x += 2)
            {
                ReadOnlySpan<byte> pixel = rgb[(3 * ((y * width) + x))..];
                double luma = Luma(pixel);
                Span<byte> pair = chroma.Slice((y / 2 * width) + x, 2);
                pair[0] = Round(128 + ((pixel[2] - luma) / (2 * (1 - Blue))));
                pair[1] = Round(128 + ((pixel[0] - luma) / (2 * (1 - Red))));
            }
        }

        return samples;
    }

    private static double Luma(ReadOnlySpan<byte> pixel) => (Red * pixel[0]) + (Green * pixel[1]) + (Blue * pixel[2]);

    private static byte Round(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
