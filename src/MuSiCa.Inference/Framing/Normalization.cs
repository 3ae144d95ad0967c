using System.Numerics;
using System.Runtime.InteropServices;

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
