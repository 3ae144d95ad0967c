namespace MuSiCa.Inference.Tests;

// A picture without red, and faces for the tiny finder painted into it.
internal sealed class PaintedPhoto
{
    private const int Channels = 3;

    public PaintedPhoto(int width, int height, int? seed = null)
    {
        (Width, Height) = (width, height);
        Bytes = new byte[width * height * Channels];
        if (seed is int value)
        {
            new Random(value).NextBytes(Bytes);
            for (int i = 0; i < Bytes.Length; i += Channels)
            {
                Bytes[i] /= 2;
            }
        }
    }

    public int Width { get; }

    public int Height { get; }

    public byte[] Bytes { get; }

    public RgbPixels Pixels => new(Bytes, Width, Height);

    /// <summary>Paints the pixels from (left, top) on; the box's edges lie between pixels, as the finder measures them.</summary>
    public BoundingBox Paint(int left, int top, int width, int height, float score = 1)
    {
        for (int y = top; y < top + height; y++)
        {
            for (int x = left; x < left + width; x++)
            {
                Span<byte> pixel = Bytes.AsSpan(((y * Width) + x) * Channels, Channels);
                (pixel[0], pixel[1], pixel[2]) = (255, 0, (byte)MathF.Round(255 * (1 - score)));
            }
        }

        return new BoundingBox(left - 0.5f, top - 0.5f, width, height);
    }
}
