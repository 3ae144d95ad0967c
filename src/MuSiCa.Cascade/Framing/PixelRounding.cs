using System.Runtime.Intrinsics;

namespace MuSiCa.Cascade;

// Half up to bytes, sixteen at a time. Values are never negative; weights that add up to 1 only to within a float's
// precision may take them a little above 255.
internal static class PixelRounding
{
    public const int Lanes = 16;

    public static Vector128<byte> Round(Vector512<float> values)
    {
        Vector512<float> bounded = Vector512.Min(values + Vector512.Create(0.5f), Vector512.Create((float)byte.MaxValue));
        Vector512<uint> integers = Vector512.ConvertToInt32(bounded).AsUInt32();
        Vector256<ushort> narrow = Vector256.Narrow(integers.GetLower(), integers.GetUpper());
        return Vector128.Narrow(narrow.GetLower(), narrow.GetUpper());
    }

    public static byte Round(float value) => (byte)Math.Min((int)(value + 0.5f), byte.MaxValue);
}
