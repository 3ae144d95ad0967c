using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MuSiCa.Inference;

// Halves levels with the separable kernel [1 3 3 1] / 8 over pixels 2i-1 .. 2i+2; edge pixels repeat.
internal static class Pyramid
{
    public static void Build(FrameLayout frame, Span<byte> bytes, Span<ushort> scratch)
    {
        for (int level = 1; level < frame.Levels; level++)
        {
            int fine = frame.LevelSize(level - 1);
            int coarse = frame.LevelSize(level);
            for (int channel = 0; channel < FrameLayout.Channels; channel++)
            {
                HalvePlane(
                    bytes.Slice(frame.LevelOffset(level - 1) + (channel * fine * fine), fine * fine),
                    bytes.Slice(frame.LevelOffset(level) + (channel * coarse * coarse), coarse * coarse),
                    fine,
                    scratch[..fine]);
            }
        }
    }

    private static void HalvePlane(ReadOnlySpan<byte> source, Span<byte> target, int size, Span<ushort> columns)
    {
        int half = size / 2;
        for (int y = 0; y < half; y++)
        {
            int above = Math.Max((2 * y) - 1, 0);
            int below = Math.Min((2 * y) + 2, size - 1);
            SumRows(
                source.Slice(above * size, size),
                source.Slice(2 * y * size, size),
                source.Slice(((2 * y) + 1) * size, size),
                source.Slice(below * size, size),
                columns);
            HalveRow(columns, target.Slice(y * half, half));
        }
    }

    private static void SumRows(
        ReadOnlySpan<byte> a,
        ReadOnlySpan<byte> b,
        ReadOnlySpan<byte> c,
        ReadOnlySpan<byte> d,
        Span<ushort> sums)
    {
        int i = 0;
        for (; i <= sums.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
        {
            Vector256<ushort> middle = Load(b, i) + Load(c, i);
            (Load(a, i) + Load(d, i) + middle + middle + middle).CopyTo(sums[i..]);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] = (ushort)(a[i] + (3 * (b[i] + c[i])) + d[i]);
        }
    }

    private static Vector256<ushort> Load(ReadOnlySpan<byte> row, int index)
    {
        (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(MemoryMarshal.Read<Vector128<byte>>(row[index..]));
        return Vector256.Create(lower, upper);
    }

    private static void HalveRow(ReadOnlySpan<ushort> columns, Span<byte> target)
    {
        int last = target.Length - 1;
        for (int x = 0; x < target.Length; x++)
        {
            int left = columns[x == 0 ? 0 : (2 * x) - 1];
            int right = columns[x == last ? (2 * x) + 1 : (2 * x) + 2];
            target[x] = (byte)((left + (3 * (columns[2 * x] + columns[(2 * x) + 1])) + right + 32) >> 6);
        }
    }
}
