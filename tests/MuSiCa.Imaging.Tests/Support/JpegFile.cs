using System.Buffers.Binary;

namespace MuSiCa.Imaging.Tests.Support;

/// <summary>Takes JPEGs apart and puts them together in other ways.</summary>
internal static class JpegFile
{
    public const byte App1 = 0xE1;
    public const byte App14 = 0xEE;
    public const byte Frame = 0xC0;
    public const byte Scan = 0xDA;

    /// <summary>Where the first segment with this marker starts (at its 0xFF).</summary>
    public static int Find(byte[] jpeg, byte marker)
    {
        var at = 2;
        while (jpeg[at + 1] != marker)
        {
            Assert.Equal(0xFF, jpeg[at]);
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 2));
        }

        return at;
    }

    /// <summary>Where the entropy-coded data of the first scan start.</summary>
    public static int FindEntropyData(byte[] jpeg)
    {
        var scan = Find(jpeg, Scan);
        return scan + 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(scan + 2));
    }

    /// <summary>Puts a segment behind the start marker.</summary>
    public static byte[] Insert(byte[] jpeg, byte marker, byte[] content)
    {
        var header = new byte[4];
        (header[0], header[1]) = (0xFF, marker);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(content.Length + 2));
        return [.. jpeg[..2], .. header, .. content, .. jpeg[2..]];
    }

    /// <summary>Leaves the first segment with this marker out.</summary>
    public static byte[] Remove(byte[] jpeg, byte marker)
    {
        var at = Find(jpeg, marker);
        return [.. jpeg[..at], .. jpeg[(at + 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 2)))..]];
    }

    public static byte[] WithOrientation(byte[] jpeg, int orientation, bool bigEndian = true) =>
        Insert(jpeg, App1, Exif.WithPreamble(orientation, bigEndian));

    /// <summary>A copy with bytes replaced from a place on.</summary>
    public static byte[] Patch(byte[] jpeg, int at, params byte[] bytes)
    {
        var copy = (byte[])jpeg.Clone();
        bytes.CopyTo(copy, at);
        return copy;
    }
}
