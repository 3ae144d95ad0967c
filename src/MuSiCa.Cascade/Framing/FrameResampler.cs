using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MuSiCa.Cascade;

// Separable triangle filter from the image into level 0 of the pyramid. Each source row is resampled horizontally once and
// added to the frame rows that need it, so working memory does not depend on the size of the image or of the box.
internal static class FrameResampler
{
    private const int BytesPerPixel = FrameLayout.Channels;

    public static void Resample(RgbPixels image, PixelMapping mapping, FrameTransform transform, FrameScratch scratch, Span<byte> level)
    {
        int size = scratch.Horizontal.First.Length;
        double corner = -transform.FrameCenter * transform.PixelsPerFramePixel;
        scratch.Horizontal.Fill(
            (transform.CenterX + corner - mapping.OffsetX) / mapping.ScaleX,
            transform.PixelsPerFramePixel / mapping.ScaleX,
            image.Width);
        scratch.Vertical.Fill(
            (transform.CenterY + corner - mapping.OffsetY) / mapping.ScaleY,
            transform.PixelsPerFramePixel / mapping.ScaleY,
            image.Height);
        Array.Clear(scratch.Sums);

        ResampleTaps vertical = scratch.Vertical;
        int columns = scratch.Horizontal.High - scratch.Horizontal.Low + 1;
        int open = 0;
        int next = 0;
        for (int y = vertical.Low; y <= vertical.High; y++)
        {
            ref byte row = ref scratch.CopyRow(image.Row(y, scratch.Horizontal.Low, columns));
            ResampleRow(ref row, scratch.Horizontal, scratch.Resampled);
            while (next < size && vertical.First[next] <= y)
            {
                next++;
            }

            for (int output = open; output < next; output++)
            {
                float weight = vertical.Weights(output)[y - vertical.First[output]];
                Add(SumRow(scratch, output), scratch.Resampled, weight);
            }

            while (open < next && vertical.Last(open) <= y)
            {
                Store(SumRow(scratch, open), level, open, size);
                open++;
            }
        }
    }

    private static Span<float> SumRow(FrameScratch scratch, int row) =>
        scratch.Sums.AsSpan(row * scratch.Resampled.Length, scratch.Resampled.Length);

    // Four lanes hold red, green, blue and whatever byte follows.
    private static void ResampleRow(ref byte row, ResampleTaps taps, float[] resampled)
    {
        int size = taps.First.Length;
        for (int output = 0; output < size; output++)
        {
            nuint offset = (nuint)((taps.First[output] - taps.Low) * BytesPerPixel);
            ReadOnlySpan<float> weights = taps.Weights(output);
            Vector128<float> sum = Vector128<float>.Zero;
            foreach (float weight in weights)
            {
                uint pixel = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref row, offset));
                Vector128<ushort> wide = Vector128.WidenLower(Vector128.CreateScalarUnsafe(pixel).AsByte());
                sum += Vector128.ConvertToSingle(Vector128.WidenLower(wide).AsInt32()) * weight;
                offset += BytesPerPixel;
            }

            resampled[output] = sum.GetElement(0);
            resampled[output + size] = sum.GetElement(1);
            resampled[output + (2 * size)] = sum.GetElement(2);
        }
    }

    private static void Add(Span<float> sums, ReadOnlySpan<float> row, float weight)
    {
        Span<Vector256<float>> wideSums = MemoryMarshal.Cast<float, Vector256<float>>(sums);
        ReadOnlySpan<Vector256<float>> wideRow = MemoryMarshal.Cast<float, Vector256<float>>(row);
        for (int i = 0; i < wideSums.Length; i++)
        {
            wideSums[i] += wideRow[i] * weight;
        }

        for (int i = wideSums.Length * Vector256<float>.Count; i < sums.Length; i++)
        {
            sums[i] += row[i] * weight;
        }
    }

    private static void Store(ReadOnlySpan<float> sums, Span<byte> level, int row, int size)
    {
        for (int channel = 0; channel < FrameLayout.Channels; channel++)
        {
            ReadOnlySpan<float> source = sums.Slice(channel * size, size);
            Span<byte> target = level.Slice(((channel * size) + row) * size, size);
            int i = 0;
            for (; i <= size - PixelRounding.Lanes; i += PixelRounding.Lanes)
            {
                PixelRounding.Round(Vector512.Create(source.Slice(i, PixelRounding.Lanes))).CopyTo(target[i..]);
            }

            for (; i < size; i++)
            {
                target[i] = PixelRounding.Round(source[i]);
            }
        }
    }
}
