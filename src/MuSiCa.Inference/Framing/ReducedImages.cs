using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MuSiCa.Inference;

/// <summary>
/// An image made smaller by powers of two, for faces so large in it that each pixel of their frame would be a sum of thousands. Each
/// size is made once, when the first face asks for it, so that many such faces cost no more than a look at the image and their
/// frames. Belongs to one image and one thread; disposal gives the memory back, and another image may follow.
/// </summary>
public sealed class ReducedImages : IDisposable
{
    // Image pixels per frame pixel, along an axis, up to which a face is taken from the image itself.
    private const double LargestStep = 16;

    // What reducing leaves of them: enough for the filter to hide the blocks.
    private const double LeastStep = 4;

    // Sums of so many bytes fit 16 bits.
    private const int MaxExponent = 8;

    private byte[]?[]? _pixels;

    /// <summary>The image to frame a face from, with its mapping.</summary>
    /// <param name="image">The image.</param>
    /// <param name="mapping">Where its pixels lie; made that of the result.</param>
    /// <param name="pixelsPerFramePixel">Full-resolution pixels per pixel of the frame.</param>
    internal RgbPixels Select(RgbPixels image, ref PixelMapping mapping, double pixelsPerFramePixel)
    {
        double step = pixelsPerFramePixel / Math.Max(mapping.ScaleX, mapping.ScaleY);
        if (step < LargestStep)
        {
            return image;
        }

        int exponent = Math.Min((int)Math.Log2(step / LeastStep), MaxExponent);
        int factor = 1 << exponent;
        int left = Phase(mapping.OffsetX / mapping.ScaleX, factor);
        int top = Phase(mapping.OffsetY / mapping.ScaleY, factor);
        (int width, int height) = (Blocks(left + image.Width, factor), Blocks(top + image.Height, factor));
        int length = FrameLayout.Channels * width * height;
        _pixels ??= new byte[]?[MaxExponent + 1];
        if (_pixels[exponent] is not { } reduced)
        {
            reduced = ArrayPool<byte>.Shared.Rent(length);
            _pixels[exponent] = reduced;
            Reduce(image, left, top, exponent, reduced.AsSpan(0, length));
        }

        mapping = new PixelMapping(
            mapping.ScaleX * factor,
            mapping.ScaleY * factor,
            mapping.OffsetX + (mapping.ScaleX * (((factor - 1) / 2.0) - left)),
            mapping.OffsetY + (mapping.ScaleY * (((factor - 1) / 2.0) - top)));
        return new RgbPixels(reduced.AsSpan(0, length), width, height);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int i = 0; i < _pixels?.Length; i++)
        {
            if (Interlocked.Exchange(ref _pixels[i], null) is { } pixels)
            {
                ArrayPool<byte>.Shared.Return(pixels);
            }
        }
    }

    private static int Blocks(int size, int factor) => (size + factor - 1) / factor;

    // Pixels of the first block that lie before the image. Blocks begin where they do in the whole photo, of which this may be a part.
    private static int Phase(double offset, int factor)
    {
        const double Rounding = 1e-3;
        return (int)((long)Math.Floor(offset + Rounding) & (factor - 1));
    }

    // The mean of each block; beyond the image its edge repeats.
    private static void Reduce(RgbPixels image, int left, int top, int exponent, Span<byte> reduced)
    {
        int factor = 1 << exponent;
        int stride = FrameLayout.Channels * image.Width;
        ushort[] sums = ArrayPool<ushort>.Shared.Rent(stride);
        Span<ushort> line = sums.AsSpan(0, stride);
        int width = FrameLayout.Channels * Blocks(left + image.Width, factor);
        for (int first = -top; first < image.Height; first += factor)
        {
            line.Clear();
            for (int row = first; row < first + factor; row++)
            {
                Add(image.From(0, Math.Clamp(row, 0, image.Height - 1))[..stride], line);
            }

            SumColumns(line, left, exponent, reduced[..width]);
            reduced = reduced[width..];
        }

        ArrayPool<ushort>.Shared.Return(sums);
    }

    private static void Add(ReadOnlySpan<byte> row, Span<ushort> sums)
    {
        int i = 0;
        for (; i <= row.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(MemoryMarshal.Read<Vector128<byte>>(row[i..]));
            Span<ushort> place = sums[i..];
            (MemoryMarshal.Read<Vector256<ushort>>(MemoryMarshal.AsBytes(place)) + Vector256.Create(lower, upper)).CopyTo(place);
        }

        for (; i < row.Length; i++)
        {
            sums[i] += row[i];
        }
    }

    private static void SumColumns(ReadOnlySpan<ushort> sums, int left, int exponent, Span<byte> means)
    {
        int factor = 1 << exponent;
        int shift = 2 * exponent;
        uint half = 1u << (shift - 1);
        int last = sums.Length - FrameLayout.Channels;
        int first = -left * FrameLayout.Channels;
        for (int to = 0; to < means.Length; to += FrameLayout.Channels, first += factor * FrameLayout.Channels)
        {
            (uint red, uint green, uint blue) = (half, half, half);
            for (int i = 0; i < factor; i++)
            {
                int from = Math.Clamp(first + (i * FrameLayout.Channels), 0, last);
                (red, green, blue) = (red + sums[from], green + sums[from + 1], blue + sums[from + 2]);
            }

            means[to] = (byte)(red >> shift);
            means[to + 1] = (byte)(green >> shift);
            means[to + 2] = (byte)(blue >> shift);
        }
    }
}
