using System.Buffers.Binary;

namespace MuSiCa.Imaging;

/// <summary>Reads a BMP's two headers: where its rows lie and what their samples are.</summary>
internal static class BmpHeader
{
    private const int FileHeader = 14;
    private const int CoreHeader = 12;
    private const int InfoHeader = 40;
    private const int Plain = 0;
    private const int Masks = 3;
    private const int AlphaMasks = 6;

    public static ReadOnlySpan<byte> Signature => "BM"u8;

    /// <summary>Two letters are little: the length of the second header must be one that there is.</summary>
    public static bool IsLike(ReadOnlySpan<byte> encoded) => encoded.Length < FileHeader + 4
        || BinaryPrimitives.ReadInt32LittleEndian(encoded[FileHeader..]) is CoreHeader or InfoHeader or 52 or 56 or 64 or 108 or 124;

    /// <exception cref="ImageException">Unsupported, Corrupt, or Truncated when the bytes end before the size is known.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> encoded)
    {
        var layout = ReadLayout(encoded);
        return ImageHeader.Create(
            ImageFormat.Bmp,
            layout.Width,
            layout.Height,
            Orientations.Upright,
            1,
            layout.End <= encoded.Length ? ImageEnding.Present : ImageEnding.Missing) with
        {
            Coding = new PixelCoding(CodingKind.Bmp, SampleColour.Rgb),
        };
    }

    /// <summary>What the headers say of the rows.</summary>
    /// <exception cref="ImageException">Unsupported, Corrupt, or Truncated when the bytes end before the size is known.</exception>
    public static BmpLayout ReadLayout(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length < FileHeader + CoreHeader)
        {
            throw Ends(encoded.Length);
        }

        var length = Int32(encoded[FileHeader..]);
        var header = encoded[FileHeader..];
        if (header.Length < length)
        {
            throw Ends(encoded.Length);
        }

        var isCore = length == CoreHeader;
        var width = isCore ? BinaryPrimitives.ReadUInt16LittleEndian(header[4..]) : Int32(header[4..]);
        var height = isCore ? BinaryPrimitives.ReadUInt16LittleEndian(header[6..]) : Int32(header[8..]);
        int depth = BinaryPrimitives.ReadUInt16LittleEndian(header[(isCore ? 10 : 14)..]);
        var coding = isCore ? Plain : Int32(header[16..]);
        if (width <= 0 || height is 0 or int.MinValue)
        {
            throw Fault.Corrupt($"The BMP is damaged: its size is {width} x {height}.");
        }

        if (depth is not (1 or 4 or 8 or 16 or 24 or 32))
        {
            throw Fault.Corrupt($"The BMP is damaged: there are none of {depth} bits a pixel.");
        }

        if (coding != Plain && !(coding is Masks or AlphaMasks && depth is 16 or 32))
        {
            throw Fault.Unsupported($"The BMP is compressed (method {coding} with {depth} bits a pixel); only those that are not are read. Save it so, or as a PNG.");
        }

        var at = FileHeader + length;
        var masks = depth == 16 ? new BmpMasks(0x7C00, 0x03E0, 0x001F) : new BmpMasks(0xFF0000, 0x00FF00, 0x0000FF);
        if (coding != Plain)
        {
            // Behind a header of forty bytes, and inside longer ones.
            if (encoded.Length < FileHeader + InfoHeader + 12)
            {
                throw Ends(encoded.Length);
            }

            var fields = encoded[(FileHeader + InfoHeader)..];
            masks = new BmpMasks(UInt32(fields), UInt32(fields[4..]), UInt32(fields[8..]));
            at += length == InfoHeader ? coding == Masks ? 12 : 16 : 0;
        }

        var entry = isCore ? 3 : 4;
        var used = isCore ? 0 : UInt32(header[32..]);
        var colours = depth > 8 ? 0 : used == 0 ? 1 << depth : (int)Math.Min(used, 1u << depth);
        var pixels = UInt32(encoded[10..]);
        if (pixels < at + (entry * colours))
        {
            throw Fault.Corrupt($"The BMP is damaged: its pixels begin at byte {pixels}, inside its header.");
        }

        return new BmpLayout(width, Math.Abs(height), height < 0, depth, pixels, masks)
        {
            PaletteAt = at,
            PaletteEntry = entry,
            Colours = colours,
        };
    }

    private static int Int32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static ImageException Ends(int length) => Fault.Truncated($"The BMP ends after {length} bytes, before its size is given.");
}

/// <summary>Which bits of a pixel are red, green and blue.</summary>
internal readonly record struct BmpMasks(uint Red, uint Green, uint Blue);

/// <summary>How the pixels of a BMP lie. Alpha is not among them: most writers leave it 0 and mean none.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="IsTopDown">Whether the top row comes first; else the bottom one does.</param>
/// <param name="Depth">Bits a pixel.</param>
/// <param name="PixelsAt">Where the first row lies.</param>
/// <param name="Masks">The colours of pixels of 16 and 32 bits.</param>
internal readonly record struct BmpLayout(int Width, int Height, bool IsTopDown, int Depth, uint PixelsAt, BmpMasks Masks)
{
    /// <summary>Where the palette lies.</summary>
    public int PaletteAt { get; init; }

    /// <summary>Bytes of a colour of the palette: blue, green, red and perhaps one more.</summary>
    public int PaletteEntry { get; init; }

    /// <summary>Colours of the palette; 0 without one.</summary>
    public int Colours { get; init; }

    /// <summary>Bytes from one row to the next.</summary>
    public long Stride => (((long)Width * Depth) + 31) / 32 * 4;

    /// <summary>Where the pixels are over; the last row needs nothing behind it.</summary>
    public long End => PixelsAt + (Stride * (Height - 1)) + ((((long)Width * Depth) + 7) / 8);
}
