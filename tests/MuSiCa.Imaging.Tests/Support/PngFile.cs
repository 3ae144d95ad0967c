using System.Buffers.Binary;
using System.IO.Compression;

namespace MuSiCa.Imaging.Tests.Support;

/// <summary>Writes PNGs of any colour type and depth, right or wrong in what a test wants.</summary>
internal static class PngFile
{
    public const byte Grey = 0;
    public const byte Rgb = 2;
    public const byte Palette = 3;
    public const byte GreyAlpha = 4;
    public const byte RgbAlpha = 6;

    private static byte[] Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A whole file of packed rows, most significant bit or byte first, with optional chunks before the pixels.</summary>
    public static byte[] Create(int width, int height, byte depth, byte colour, byte[] rows, params byte[][] chunksBefore) =>
        [.. Signature, .. Header(width, height, depth, colour), .. chunksBefore.SelectMany(chunk => chunk), .. Data(rows, height), .. End];

    public static byte[] End => Chunk("IEND", []);

    public static byte[] Header(int width, int height, byte depth, byte colour)
    {
        var content = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(content, width);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(4), height);
        (content[8], content[9]) = (depth, colour);
        return Chunk("IHDR", content);
    }

    /// <summary>A file that claims a size and holds next to nothing.</summary>
    public static byte[] Claiming(int width, int height) =>
        [.. Signature, .. Header(width, height, 8, Grey), .. Data(new byte[16], 1), .. End];

    public static byte[] Chunk(string name, byte[] content)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(name), .. content];
        var chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(body.Length + 4), Crc(body));
        return chunk;
    }

    /// <summary>Puts a chunk behind the header.</summary>
    public static byte[] Insert(byte[] png, byte[] chunk) => [.. png[..33], .. chunk, .. png[33..]];

    /// <summary>Puts a chunk before the end.</summary>
    public static byte[] Append(byte[] png, byte[] chunk) => [.. png[..^12], .. chunk, .. png[^12..]];

    public static byte[] Data(byte[] rows, int height)
    {
        using var buffer = new MemoryStream();
        using (var zlib = new ZLibStream(buffer, CompressionLevel.Fastest))
        {
            var stride = rows.Length / height;
            for (var y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(rows, y * stride, stride);
            }
        }

        return Chunk("IDAT", buffer.ToArray());
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
            }
        }

        return ~crc;
    }
}
