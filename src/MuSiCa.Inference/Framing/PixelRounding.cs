using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MuSiCa.Inference;

// Between bytes and numbers, sixteen at a time. Rounds half up. Values are never negative; weights that add up to 1 only to within a float's
// precision may take them a little above 255.
internal static class PixelRounding
{
    public const int Lanes = 16;

    public static Vector128<byte> Round(Vector512<float> values)
    {
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
