using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MuSiCa.Inference;

// Separable triangle filter from the image into level 0 of the pyramid. Rows first: that pass runs along the rows of the image
// sixteen values at a time, and leaves the slower one across columns no more rows than the frame has.
internal static class FrameResampler
{
    private const int Channels = FrameLayout.Channels;
    private const int Lanes = PixelRounding.Lanes;
    private const int QuadPixels = 4;

    // Sixteen pixels of four bytes by plane: their red bytes, their green, their blue.
    private static readonly Vector512<byte> Planes = Vector512.Create(
        (byte)0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 1, 5, 9, 13, 17, 21, 25, 29, 33, 37, 41, 45, 49, 53, 57, 61,
        2, 6, 10, 14, 18, 22, 26, 30, 34, 38, 42, 46, 50, 54, 58, 62, 3, 7, 11, 15, 19, 23, 27, 31, 35, 39, 43, 47, 51, 55, 59, 63);

    private static readonly Vector128<byte> ByPlane = Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);

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
        for (int row = vertical.FirstDistinct; row <= vertical.LastDistinct; row += FrameScratch.Rows)
        {
            int rows = Math.Min(FrameScratch.Rows, vertical.LastDistinct + 1 - row);
            for (int i = 0; i < rows; i++)
            {
                ReadOnlySpan<byte> pixels = image.From(horizontal.Low, vertical.First[row + i]);
                SumRows(pixels, Channels * image.Width, vertical.Weights(row + i), scratch.Line(i, values));
            }

            SumColumns(scratch, values, horizontal);
            for (int i = 0; i < rows; i++)
            {
                Store(scratch.Sums(i), level, row + i, size);
            }
        }

        RepeatEdges(level, size, vertical.FirstDistinct, vertical.LastDistinct);
    }

    // A view of a wide photo is a quarter or more of these.
    private static void RepeatEdges(Span<byte> level, int size, int first, int last)
    {
        for (int plane = 0; plane < Channels; plane++)
        {
            Span<byte> rows = level.Slice(plane * size * size, size * size);
            for (int row = 0; row < size; row++)
            {
                if (row < first || row > last)
                {
                    rows.Slice(Math.Clamp(row, first, last) * size, size).CopyTo(rows[(row * size)..]);
                }
            }
        }
    }

    private static void SumRows(ReadOnlySpan<byte> pixels, int stride, ReadOnlySpan<float> weights, Span<float> line)
    {
        int i = 0;
        if (line.Length >= Lanes)
        {
            // What the last tap of the last sixteen reads lies within the pixels, and so does all before it.
            _ = pixels.Slice(((weights.Length - 1) * stride) + line.Length - Lanes, Lanes);
            ref byte first = ref MemoryMarshal.GetReference(pixels);
            for (; i <= line.Length - Lanes; i += Lanes)
            {
                Vector512<float> sum = Vector512<float>.Zero;
                nuint offset = (nuint)i;
                foreach (float weight in weights)
                {
                    sum += PixelRounding.Widen(Vector128.LoadUnsafe(ref first, offset)) * weight;
                    offset += (nuint)stride;
                }

                sum.CopyTo(line[i..]);
            }
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

    // Four rows at once, so that finding a weight serves all of them. Four lanes hold red, green, blue and whatever follows.
    private static void SumColumns(FrameScratch scratch, int values, ResampleTaps taps)
    {
        ref float line0 = ref MemoryMarshal.GetReference(scratch.Line(0, values));
        ref float line1 = ref MemoryMarshal.GetReference(scratch.Line(1, values));
        ref float line2 = ref MemoryMarshal.GetReference(scratch.Line(2, values));
        ref float line3 = ref MemoryMarshal.GetReference(scratch.Line(3, values));
        Span<Vector128<float>> sums0 = scratch.Sums(0);
        Span<Vector128<float>> sums1 = scratch.Sums(1);
        Span<Vector128<float>> sums2 = scratch.Sums(2);
        Span<Vector128<float>> sums3 = scratch.Sums(3);
        for (int output = 0; output < sums0.Length; output++)
        {
            nuint offset = (nuint)((taps.First[output] - taps.Low) * Channels);
            (Vector128<float> sum0, Vector128<float> sum1) = (Vector128<float>.Zero, Vector128<float>.Zero);
            (Vector128<float> sum2, Vector128<float> sum3) = (Vector128<float>.Zero, Vector128<float>.Zero);
            foreach (float weight in taps.Weights(output))
            {
                Vector128<float> factor = Vector128.Create(weight);
                sum0 += Vector128.LoadUnsafe(ref line0, offset) * factor;
                sum1 += Vector128.LoadUnsafe(ref line1, offset) * factor;
                sum2 += Vector128.LoadUnsafe(ref line2, offset) * factor;
                sum3 += Vector128.LoadUnsafe(ref line3, offset) * factor;
                offset += Channels;
            }

            sums0[output] = sum0;
            sums1[output] = sum1;
            sums2[output] = sum2;
            sums3[output] = sum3;
        }
    }

    private static void Store(ReadOnlySpan<Vector128<float>> sums, Span<byte> level, int row, int size)
    {
        Span<byte> red = level.Slice(row * size, size);
        Span<byte> green = level.Slice((size + row) * size, size);
        Span<byte> blue = level.Slice(((2 * size) + row) * size, size);
        ReadOnlySpan<Vector512<float>> quads = MemoryMarshal.Cast<Vector128<float>, Vector512<float>>(sums);
        int done = 0;
        if (Avx512Vbmi.IsSupported)
        {
            for (; done <= quads.Length - QuadPixels; done += QuadPixels)
            {
                var low = Vector256.Create(PixelRounding.Round(quads[done]), PixelRounding.Round(quads[done + 1]));
                var high = Vector256.Create(PixelRounding.Round(quads[done + 2]), PixelRounding.Round(quads[done + 3]));
                Vector512<byte> planes = Avx512Vbmi.PermuteVar64x8(Vector512.Create(low, high), Planes);
                int pixel = done * QuadPixels;
                planes.GetLower().GetLower().CopyTo(red[pixel..]);
                planes.GetLower().GetUpper().CopyTo(green[pixel..]);
                planes.GetUpper().GetLower().CopyTo(blue[pixel..]);
            }
        }

        for (int i = done; i < quads.Length; i++)
        {
            Vector128<uint> planes = Vector128.Shuffle(PixelRounding.Round(quads[i]), ByPlane).AsUInt32();
            MemoryMarshal.Write(red[(i * QuadPixels)..], planes.GetElement(0));
            MemoryMarshal.Write(green[(i * QuadPixels)..], planes.GetElement(1));
            MemoryMarshal.Write(blue[(i * QuadPixels)..], planes.GetElement(2));
        }

        for (int i = quads.Length * QuadPixels; i < size; i++)
        {
            red[i] = PixelRounding.Round(sums[i].GetElement(0));
            green[i] = PixelRounding.Round(sums[i].GetElement(1));
            blue[i] = PixelRounding.Round(sums[i].GetElement(2));
        }
    }
}
