using System.Buffers.Binary;

namespace MuSiCa.Imaging.Tests.Support;

/// <summary>Makes EXIF blocks with nothing in them but an orientation.</summary>
internal static class Exif
{
    /// <summary>A TIFF header and one directory, as PNG and WebP carry it.</summary>
    public static byte[] Tiff(int orientation, bool bigEndian = true)
    {
        var block = new byte[26];
        (bigEndian ? "MM\0*"u8 : "II*\0"u8).CopyTo(block);
        UInt32(4, 8);
        UInt16(8, 1);
        UInt16(10, 0x0112);
        UInt16(12, 3);
        UInt32(14, 1);
        UInt16(18, (ushort)orientation);
        return block;

        void UInt16(int at, ushort value)
        {
            if (bigEndian)
            {
                BinaryPrimitives.WriteUInt16BigEndian(block.AsSpan(at), value);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(at), value);
            }
        }

        void UInt32(int at, uint value)
        {
            if (bigEndian)
            {
                BinaryPrimitives.WriteUInt32BigEndian(block.AsSpan(at), value);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(at), value);
            }
        }
    }

    /// <summary>The same behind the name that JPEG puts before it.</summary>
    public static byte[] WithPreamble(int orientation, bool bigEndian = true) => [.. "Exif\0\0"u8, .. Tiff(orientation, bigEndian)];
}
