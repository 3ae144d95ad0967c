namespace MuSiCa.Imaging;

/// <summary>
/// From luma and chroma to RGB in fixed point (ITU-R BT.601-7 and BT.709-6). Each pair of chroma samples serves its two by two
/// pixels, as decoders' own fast paths do.
/// </summary>
internal sealed class YuvMatrix
{
    private const int Bits = 16;
    private const int Half = 1 << (Bits - 1);

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
        for (int column = columns.First; column < columns.End; column++)
        {
            int pair = column & ~1;
            int y = ((luma[column] - _black) * _luma) + Half;
            int u = chroma[pair] - 128;
            int v = chroma[pair + 1] - 128;
            Span<byte> pixel = rgb.Slice((column - columns.First) * 3, 3);
            pixel[0] = Clamp(y + (v * _redOfV));
            pixel[1] = Clamp(y - (u * _greenOfU) - (v * _greenOfV));
            pixel[2] = Clamp(y + (u * _blueOfU));
        }
    }

    private static int Fixed(double value) => (int)Math.Round(value * (1 << Bits));

    private static byte Clamp(int value) => (byte)Math.Clamp(value >> Bits, 0, 255);
}
