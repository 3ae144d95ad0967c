using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MuSiCa.Cascade;

// Separable triangle filter from the image into level 0 of the pyramid. Rows first: that pass runs along the rows of the image
// sixteen values at a time, and leaves the slower one across columns no more rows than the frame has.
internal static class FrameResampler
{
    private const int Channels = FrameLayout.Channels;
    private const int Lanes = PixelRounding.Lanes;

    public static void Resample(RgbPixels image, PixelMapping mapping, FrameTransform transform, FrameScratch scratch, Span<byte> level)
    {
        ResampleTaps horizontal = scratch.Horizontal;
        ResampleTaps vertical = scratch.Vertical;
        int size = horizontal.First.Length;
        double corner = -transform.FrameCenter * transform.PixelsPerFramePixel;
        horizontal.Fill(
            (transform.CenterX + corner - mapping.OffsetX) / mapping.ScaleX,
            transform.PixelsPerFramePixel / mapping.ScaleX,
            image.Width);
        vertical.Fill(
            (transform.CenterY + corner - mapping.OffsetY) / mapping.ScaleY,
            transform.PixelsPerFramePixel / mapping.ScaleY,
            image.Height);

        int values = Channels * (horizontal.High - horizontal.Low + 1);
        Span<float> line = scratch.Line(values);
        for (int row = 0; row < size; row++)
        {
            ReadOnlySpan<byte> pixels = image.From(horizontal.Low, vertical.First[row]);
            SumRows(pixels, Channels * image.Width, vertical.Weights(row), line[..values]);
            SumColumns(line, horizontal, scratch.Resampled);
            Store(scratch.Resampled, level, row, size);
        }
    }

    private static void SumRows(ReadOnlySpan<byte> pixels, int stride, ReadOnlySpan<float> weights, Span<float> line)
    {
        int i = 0;
        for (; i <= line.Length - Lanes; i += Lanes)
        {
            Vector512<float> sum = Vector512<float>.Zero;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                sum += PixelRounding.Widen(MemoryMarshal.Read<Vector128<byte>>(pixels[((tap * stride) + i)..])) * weights[tap];
            }

            sum.CopyTo(line[i..]);
        }

        for (; i < line.Length; i++)
        {
            float sum = 0;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                sum += pixels[(tap * stride) + i] * weights[tap];
            }

            line[i] = sum;
        }
    }

    // Four lanes hold red, green, blue and whatever follows.
    private static void SumColumns(ReadOnlySpan<float> line, ResampleTaps taps, float[] resampled)
    {
        int size = taps.First.Length;
        ref float values = ref MemoryMarshal.GetReference(line);
        for (int output = 0; output < size; output++)
        {
            nuint offset = (nuint)((taps.First[output] - taps.Low) * Channels);
            Vector128<float> sum = Vector128<float>.Zero;
            foreach (float weight in taps.Weights(output))
            {
                sum += Vector128.LoadUnsafe(ref values, offset) * weight;
                offset += Channels;
            }

            resampled[output] = sum.GetElement(0);
            resampled[output + size] = sum.GetElement(1);
            resampled[output + (2 * size)] = sum.GetElement(2);
        }
    }

    private static void Store(ReadOnlySpan<float> resampled, Span<byte> level, int row, int size)
    {
        for (int channel = 0; channel < Channels; channel++)
        {
            ReadOnlySpan<float> source = resampled.Slice(channel * size, size);
            Span<byte> target = level.Slice(((channel * size) + row) * size, size);
            int i = 0;
            for (; i <= size - Lanes; i += Lanes)
            {
                PixelRounding.Round(Vector512.Create(source.Slice(i, Lanes))).CopyTo(target[i..]);
            }

            for (; i < size; i++)
            {
                target[i] = PixelRounding.Round(source[i]);
            }
        }
    }
}
