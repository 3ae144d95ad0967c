using System.Buffers.Binary;

namespace MuSiCa.Imaging;

/// <summary>Finds the orientation in an EXIF block: a TIFF header and one directory, in either byte order.</summary>
internal static class ExifOrientation
{
    private const ushort OrientationTag = 0x0112;
    private const ushort ShortType = 3;
    private const int EntrySize = 12;

    /// <summary>What JPEG puts before the TIFF header, and some writers of WebP too.</summary>
    private static ReadOnlySpan<byte> Preamble => "Exif\0\0"u8;

    /// <returns>1 to 8; 1 where the block is damaged or says nothing, since a bad tag is no reason to refuse a photo.</returns>
    public static int Read(ReadOnlySpan<byte> exif)
    {
        var tiff = exif.StartsWith(Preamble) ? exif[Preamble.Length..] : exif;
        if (tiff.Length < 8)
        {
            return Orientations.Upright;
        }

        bool bigEndian;
        if (tiff.StartsWith("II*\0"u8))
        {
            bigEndian = false;
        }
        else if (tiff.StartsWith("MM\0*"u8))
        {
            bigEndian = true;
        }
        else
        {
            return Orientations.Upright;
        }

        var directory = bigEndian
            ? BinaryPrimitives.ReadUInt32BigEndian(tiff[4..])
            : BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]);
        return directory > (uint)tiff.Length - 2 ? Orientations.Upright : Search(tiff[(int)directory..], bigEndian);
    }

    private static int Search(ReadOnlySpan<byte> directory, bool bigEndian)
    {
        var count = UInt16(directory, bigEndian);
        var entries = directory[2..];
        for (var i = 0; i < count && entries.Length >= EntrySize; i++, entries = entries[EntrySize..])
        {
            if (UInt16(entries, bigEndian) == OrientationTag && UInt16(entries[2..], bigEndian) == ShortType)
            {
                var value = UInt16(entries[8..], bigEndian);
                return value is >= 1 and <= 8 ? value : Orientations.Upright;
            }
        }

        return Orientations.Upright;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}

/// <summary>Facts about the eight EXIF orientations.</summary>
internal static class Orientations
{
    /// <summary>The pixels are stored upright.</summary>
    public const int Upright = 1;

    /// <summary>Whether rows as stored become columns of the upright image.</summary>
    public static bool SwapsAxes(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>Whether upright X runs against the stored axis that it comes from.</summary>
    public static bool FlipsX(int orientation) => orientation is 2 or 3 or 6 or 7;

    /// <summary>Whether upright Y runs against the stored axis that it comes from.</summary>
    public static bool FlipsY(int orientation) => orientation is 3 or 4 or 7 or 8;
}
