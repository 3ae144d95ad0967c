using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MuSiCa.Imaging;

/// <summary>
/// From luma and chroma to RGB in fixed point (ITU-R BT.601-7 and BT.709-6). Each pair of chroma samples serves its two by two
/// pixels, as decoders' own fast paths do.
/// </summary>
internal sealed class YuvMatrix
{
    private const int Bits = 16;
    private const int Half = 1 << (Bits - 1);
    private const int PixelBytes = 3;
    private const int Lanes = 8;

    // Two stores of sixteen bytes, the second behind four pixels.
    private const int StripReach = (Lanes / 2 * PixelBytes) + 16;

    private static readonly Vector128<byte> FirstOfPair = Vector128.Create((byte)0, 0, 2, 2, 4, 4, 6, 6, 8, 8, 8, 8, 8, 8, 8, 8);
    private static readonly Vector128<byte> SecondOfPair = Vector128.Create((byte)1, 1, 3, 3, 5, 5, 7, 7, 8, 8, 8, 8, 8, 8, 8, 8);
    private static readonly Vector128<byte> WithoutFourth = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 3, 3, 3);

    private static readonly YuvMatrix[] All =
    [
        new(0.299, 0.114, isFull: false), new(0.299, 0.114, isFull: true),
        new(0.2126, 0.0722, isFull: false), new(0.2126, 0.0722, isFull: true),
    ];

    private readonly int _black;
    private readonly int _luma;
    private readonly int _redOfV;
    private readonly int _greenOfU;
    private readonly int _greenOfV;
    private readonly int _blueOfU;

    private YuvMatrix(double red, double blue, bool isFull)
    {
        double green = 1 - red - blue;
        (_black, double luma, double chroma) = isFull ? (0, 1, 1) : (16, 255.0 / 219, 255.0 / 224);
        _luma = Fixed(luma);
        _redOfV = Fixed(chroma * 2 * (1 - red));
        _blueOfU = Fixed(chroma * 2 * (1 - blue));
        _greenOfU = Fixed(chroma * 2 * (1 - blue) * blue / green);
        _greenOfV = Fixed(chroma * 2 * (1 - red) * red / green);
    }

    public static YuvMatrix Of(YuvColor color) => All[(int)color];

    /// <param name="luma">A whole row of luma.</param>
    /// <param name="chroma">The row of chroma that belongs to it.</param>
    /// <param name="columns">The pixels wanted.</param>
    /// <param name="rgb">Takes them.</param>
    public void ConvertRow(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> chroma, RowRange columns, Span<byte> rgb)
    {
        int column = columns.First;
        if ((column & 1) != 0)
        {
            ConvertPixel(luma, chroma, column++, rgb);
            rgb = rgb[PixelBytes..];
        }

        for (; column + Lanes <= columns.End && rgb.Length >= StripReach; column += Lanes)
        {
            ConvertStrip(luma.Slice(column, Lanes), chroma.Slice(column, Lanes), rgb);
            rgb = rgb[(Lanes * PixelBytes)..];
        }

        for (; column < columns.End; column++)
        {
            ConvertPixel(luma, chroma, column, rgb);
            rgb = rgb[PixelBytes..];
        }
    }

    private void ConvertPixel(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> chroma, int column, Span<byte> pixel)
    {
        int pair = column & ~1;
        int y = ((luma[column] - _black) * _luma) + Half;
        int u = chroma[pair] - 128;
        int v = chroma[pair + 1] - 128;
        pixel[0] = Clamp(y + (v * _redOfV));
        pixel[1] = Clamp(y - (u * _greenOfU) - (v * _greenOfV));
        pixel[2] = Clamp(y + (u * _blueOfU));
    }

    // The same for eight pixels. Four bytes more than theirs are written, which the next ones overwrite.
    private void ConvertStrip(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> chroma, Span<byte> rgb)
    {
        Vector128<byte> pairs = Vector128.CreateScalar(MemoryMarshal.Read<ulong>(chroma)).AsByte();
        Vector256<int> y = ((Widen(Vector128.CreateScalar(MemoryMarshal.Read<ulong>(luma)).AsByte()) - Vector256.Create(_black)) * _luma)
            + Vector256.Create(Half);
        Vector256<int> u = Widen(Vector128.Shuffle(pairs, FirstOfPair)) - Vector256.Create(128);
        Vector256<int> v = Widen(Vector128.Shuffle(pairs, SecondOfPair)) - Vector256.Create(128);
        Vector256<int> red = Clamp(y + (v * _redOfV));
        Vector256<int> green = Clamp(y - (u * _greenOfU) - (v * _greenOfV));
        Vector256<int> blue = Clamp(y + (u * _blueOfU));
        Vector256<byte> pixels = (red | Vector256.ShiftLeft(green, 8) | Vector256.ShiftLeft(blue, 16)).AsByte();
        MemoryMarshal.Write(rgb, Vector128.Shuffle(pixels.GetLower(), WithoutFourth));
        MemoryMarshal.Write(rgb[(Lanes / 2 * PixelBytes)..], Vector128.Shuffle(pixels.GetUpper(), WithoutFourth));
    }

    // The lower eight bytes.
    private static Vector256<int> Widen(Vector128<byte> bytes)
    {
        Vector128<ushort> words = Vector128.WidenLower(bytes);
        return Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
    }

    private static Vector256<int> Clamp(Vector256<int> values) =>
        Vector256.Min(Vector256.Max(Vector256.ShiftRightArithmetic(values, Bits), Vector256<int>.Zero), Vector256.Create(255));

    private static int Fixed(double value) => (int)Math.Round(value * (1 << Bits));

    private static byte Clamp(int value) => (byte)Math.Clamp(value >> Bits, 0, 255);
}

/// <summary>What the samples of an <see cref="PixelFormat.Nv12"/> image mean.</summary>
public enum YuvColor
{
    /// <summary>ITU-R BT.601, luma 16 to 235: standard definition and most cameras.</summary>
    Bt601,

    /// <summary>ITU-R BT.601, luma 0 to 255: as in JPEG.</summary>
    Bt601Full,

    /// <summary>ITU-R BT.709, luma 16 to 235: high definition.</summary>
    Bt709,

    /// <summary>ITU-R BT.709, luma 0 to 255.</summary>
    Bt709Full,
}
