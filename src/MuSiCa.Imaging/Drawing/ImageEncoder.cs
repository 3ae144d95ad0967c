using MuSiCa.Imaging.Interop;

namespace MuSiCa.Imaging;

/// <summary>Encodes RGB pixels. Thread-safe.</summary>
public static unsafe class ImageEncoder
{
    /// <summary>Encodes to PNG, 8 bits per sample, without metadata.</summary>
    /// <param name="rgb">R, G, B bytes, row after row without gaps.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <exception cref="ArgumentException">The pixels do not fill that size.</exception>
    public static byte[] EncodePng(ReadOnlySpan<byte> rgb, int width, int height)
    {
        using var operation = new VipsOperation("pngsave_buffer"u8);
        return Encode(operation, rgb, width, height);
    }

    /// <summary>Encodes to JPEG with full chroma resolution (4:4:4), without metadata.</summary>
    /// <param name="rgb">R, G, B bytes, row after row without gaps.</param>
    /// <param name="width">Pixels across, at most 65,535.</param>
    /// <param name="height">Pixels down, at most 65,535.</param>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="ArgumentException">The pixels do not fill that size, or the quality is out of range.</exception>
    public static byte[] EncodeJpeg(ReadOnlySpan<byte> rgb, int width, int height, int quality = 92)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, ushort.MaxValue);
        using var operation = new VipsOperation("jpegsave_buffer"u8);
        operation.Set("Q"u8, quality).Set("subsample-mode"u8, SubsampleOff);
        return Encode(operation, rgb, width, height);
    }

    // VIPS_FOREIGN_SUBSAMPLE_OFF: thin coloured outlines smear at half the chroma resolution.
    private const int SubsampleOff = 2;

    // VIPS_FOREIGN_KEEP_NONE: otherwise savers add EXIF that says nothing.
    private const int KeepNothing = 0;

    private static byte[] Encode(VipsOperation save, ReadOnlySpan<byte> rgb, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (rgb.Length != 3L * width * height)
        {
            throw new ArgumentException($"{rgb.Length} bytes were given; {width} x {height} RGB pixels have {3L * width * height}.", nameof(rgb));
        }

        fixed (byte* pixels = rgb)
        {
            using var memory = new VipsObjectHandle(Native.vips_image_new_from_memory(
                pixels, (nuint)rgb.Length, width, height, 3, (int)VipsFormat.UChar));
            using var image = AsSrgb(memory);
            return save.Set("in"u8, image).Set("keep"u8, KeepNothing).Build("encode an image").GetBytes("buffer"u8);
        }
    }

    /// <summary>Bytes in memory have no colour space of their own; savers want one.</summary>
    private static VipsObjectHandle AsSrgb(VipsObjectHandle memory)
    {
        const int Srgb = 22;
        using var copy = new VipsOperation("copy"u8);
        return copy.Set("in"u8, memory).Set("interpretation"u8, Srgb).Build("describe an image").GetImage("out"u8);
    }
}
