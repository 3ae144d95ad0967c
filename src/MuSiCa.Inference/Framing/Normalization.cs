using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MuSiCa.Inference;

/// <summary>How the pixel values of a face are brought to zero mean and unit deviation.</summary>
/// <param name="Mean">Mean over all bytes of level 0.</param>
/// <param name="InverseDeviation">1 over the population standard deviation, which counts as at least 1.</param>
public readonly record struct Normalization(float Mean, float InverseDeviation)
{
    internal static Normalization Measure(ReadOnlySpan<byte> bytes)
    {
        (ulong sum, ulong squares) = Sum(bytes);
        double mean = sum / (double)bytes.Length;
        double variance = Math.Max((squares / (double)bytes.Length) - (mean * mean), 0);
        return new Normalization((float)mean, (float)(1 / Math.Max(Math.Sqrt(variance), 1)));
    }

    private static (ulong Sum, ulong Squares) Sum(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector<byte>> vectors = MemoryMarshal.Cast<byte, Vector<byte>>(bytes);
        ulong sum = 0;
        ulong squares = 0;
        Vector<uint> wideSum = Vector<uint>.Zero;
        Vector<uint> wideSquares = Vector<uint>.Zero;
        for (int i = 0; i < vectors.Length; i++)
        {
            Vector.Widen(vectors[i], out Vector<ushort> low, out Vector<ushort> high);
            wideSum += Vector.WidenLower(low + high) + Vector.WidenUpper(low + high);
            wideSquares += Squares(low) + Squares(high);

            // A lane grows by at most 4 * 255^2 a step.
            if ((i & 0x3FFF) == 0x3FFF)
            {
                Flush(ref wideSum, ref sum);
                Flush(ref wideSquares, ref squares);
            }
        }

        Flush(ref wideSum, ref sum);
        Flush(ref wideSquares, ref squares);
        foreach (byte value in bytes[(vectors.Length * Vector<byte>.Count)..])
        {
            sum += value;
            squares += (uint)(value * value);
        }

        return (sum, squares);
    }

    private static Vector<uint> Squares(Vector<ushort> values) => Vector.WidenLower(values * values) + Vector.WidenUpper(values * values);

    private static void Flush(ref Vector<uint> lanes, ref ulong total)
    {
        for (int i = 0; i < Vector<uint>.Count; i++)
        {
            total += lanes[i];
        }

        lanes = Vector<uint>.Zero;
    }
}

// Between bytes and numbers, sixteen at a time. Rounds half up. Values are never negative; weights that add up to 1 only to within a float's
// precision may take them a little above 255.
internal static class PixelRounding
{
    public const int Lanes = 16;

    public static Vector128<byte> Round(Vector512<float> values)
    {
        if (Avx512F.IsSupported)
        {
            Vector512<int> rounded = Vector512.ConvertToInt32Native(values + Vector512.Create(0.5f));
            return Avx512F.ConvertToVector128ByteWithSaturation(rounded.AsUInt32());
        }

        Vector512<float> bounded = Vector512.Min(values + Vector512.Create(0.5f), Vector512.Create((float)byte.MaxValue));
        Vector512<uint> integers = Vector512.ConvertToInt32Native(bounded).AsUInt32();
        Vector256<ushort> narrow = Vector256.Narrow(integers.GetLower(), integers.GetUpper());
        return Vector128.Narrow(narrow.GetLower(), narrow.GetUpper());
    }

    public static Vector512<float> Widen(Vector128<byte> bytes)
    {
        if (Avx512F.IsSupported)
        {
            return Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(bytes));
        }

        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(bytes);
        (Vector256<uint> first, Vector256<uint> second) = Vector256.Widen(Vector256.Create(low, high));
        return Vector512.ConvertToSingle(Vector512.Create(first, second).AsInt32());
    }

    public static byte Round(float value) => (byte)Math.Min((int)(value + 0.5f), byte.MaxValue);
}
