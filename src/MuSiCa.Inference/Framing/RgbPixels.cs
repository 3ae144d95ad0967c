namespace MuSiCa.Inference;

/// <summary>An image as interleaved 8-bit RGB without padding between rows.</summary>
public readonly ref struct RgbPixels
{
    /// <summary>Wraps pixels.</summary>
    /// <param name="pixels">Exactly <paramref name="width"/> x <paramref name="height"/> x 3 bytes.</param>
    /// <param name="width">Width in pixels, above 0.</param>
    /// <param name="height">Height in pixels, above 0.</param>
    /// <exception cref="ArgumentException">The number of bytes does not match the size.</exception>
    public RgbPixels(ReadOnlySpan<byte> pixels, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (pixels.Length != (long)width * height * FrameLayout.Channels)
        {
            throw new ArgumentException($"{pixels.Length} bytes are not {width} x {height} RGB pixels.", nameof(pixels));
        }

        Pixels = pixels;
        Width = width;
        Height = height;
    }

    /// <summary>The bytes, row after row.</summary>
    public ReadOnlySpan<byte> Pixels { get; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    internal ReadOnlySpan<byte> From(int column, int row) => Pixels[(((row * Width) + column) * FrameLayout.Channels)..];
}
