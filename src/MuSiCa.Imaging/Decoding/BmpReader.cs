using System.Buffers.Binary;
using System.Numerics;

namespace MuSiCa.Imaging;

/// <summary>Makes RGB of the rows of a BMP, which lie in the file as they are. libvips reads none.</summary>
internal static class BmpReader
{
    private const int RowsBetweenLooks = 16;

    /// <param name="encoded">The whole file.</param>
    /// <param name="rows">The rows to keep, from the top.</param>
    /// <param name="output">RGB bytes of these rows.</param>
    /// <param name="cancellationToken">Looked at between some rows and the next.</param>
    public static void Read(ReadOnlySpan<byte> encoded, RowRange rows, Span<byte> output, CancellationToken cancellationToken)
    {
        var layout = BmpHeader.ReadLayout(encoded);
        Span<byte> palette = stackalloc byte[3 * layout.Colours];
        for (var i = 0; i < layout.Colours; i++)
        {
            var colour = encoded.Slice(layout.PaletteAt + (i * layout.PaletteEntry), 3);
            (palette[3 * i], palette[(3 * i) + 1], palette[(3 * i) + 2]) = (colour[2], colour[1], colour[0]);
        }

        var length = (int)((((long)layout.Width * layout.Depth) + 7) / 8);
        for (var row = 0; row < rows.Count; row++)
        {
            if (row % RowsBetweenLooks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var top = rows.First + row;
            var stored = layout.IsTopDown ? top : layout.Height - 1 - top;
            var from = encoded.Slice((int)(layout.PixelsAt + (layout.Stride * stored)), length);
            ConvertRow(from, layout, palette, output.Slice(row * layout.Width * 3, layout.Width * 3));
        }
    }

    private static void ConvertRow(ReadOnlySpan<byte> from, BmpLayout layout, ReadOnlySpan<byte> palette, Span<byte> to)
    {
        switch (layout.Depth)
        {
            case 24:
                RawConversion.SwapRow(from, to);
                break;
            case 16 or 32:
                FromMasks(from, layout, to);
                break;
            default:
                FromPalette(from, layout.Depth, palette, to);
                break;
        }
    }

    private static void FromPalette(ReadOnlySpan<byte> from, int depth, ReadOnlySpan<byte> palette, Span<byte> to)
    {
        var perByte = 8 / depth;
        for (var x = 0; x < to.Length / 3; x++)
        {
            var index = (from[x / perByte] >> (8 - (depth * ((x % perByte) + 1)))) & ((1 << depth) - 1);
            if (3 * index < palette.Length)
            {
                palette.Slice(3 * index, 3).CopyTo(to[(3 * x)..]);
            }
            else
            {
                to.Slice(3 * x, 3).Clear();
            }
        }
    }

    private static void FromMasks(ReadOnlySpan<byte> from, BmpLayout layout, Span<byte> to)
    {
        var (red, green, blue) = (Channel.Of(layout.Masks.Red), Channel.Of(layout.Masks.Green), Channel.Of(layout.Masks.Blue));
        var bytes = layout.Depth / 8;
        for (var (at, x) = (0, 0); x < to.Length; at += bytes, x += 3)
        {
            var pixel = bytes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(from[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(from[at..]);
            (to[x], to[x + 1], to[x + 2]) = (red.Read(pixel), green.Read(pixel), blue.Read(pixel));
        }
    }

    /// <summary>Some bits of a pixel that tell one colour, however many they are.</summary>
    private readonly record struct Channel(uint Mask, int Shift, uint Most)
    {
        public static Channel Of(uint mask)
        {
            var shift = mask == 0 ? 0 : BitOperations.TrailingZeroCount(mask);
            return new Channel(mask, shift, Math.Max(1, mask >> shift));
        }

        public byte Read(uint pixel) => (byte)(((255UL * ((pixel & Mask) >> Shift)) + (Most / 2)) / Most);
    }
}
