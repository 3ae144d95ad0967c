using System.Buffers.Binary;
using System.IO.Compression;
using NetVips;

namespace MuSiCa.Bench;

/// <summary>Small files that unpack to as many pixels as the service takes.</summary>
internal static class HostileImages
{
    private const int Width = 8000;
    private const int Height = 6000;

    // Adam7: first column and row, and the distance to the next, of each pass.
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>A black PNG of 48 megapixels, RGB.</summary>
    /// <param name="bits">Bits of a sample: 8 or 16.</param>
    /// <param name="isInterlaced">Whether it comes in the seven passes of Adam7.</param>
    public static byte[] Png(int bits, bool isInterlaced)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        header[8] = (byte)bits;
        header[9] = 2;
        header[12] = (byte)(isInterlaced ? 1 : 0);
        using var file = new MemoryStream();
        file.Write([137, 80, 78, 71, 13, 10, 26, 10]);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, Zeros(PngBytes(Width, Height, 3 * bits / 8, isInterlaced)));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Bytes of a PNG's rows before they are packed, each with its filter.</summary>
    public static long PngBytes(int width, int height, int bytesPerPixel, bool isInterlaced) => isInterlaced
        ? Passes.Sum(pass =>
        {
            long columns = (width - pass.X + pass.StepX - 1) / pass.StepX;
            long rows = (height - pass.Y + pass.StepY - 1) / pass.StepY;
            return columns > 0 ? rows * (1 + (columns * bytesPerPixel)) : 0;
        })
        : height * (1 + ((long)width * bytesPerPixel));

    /// <summary>A black JPEG of 48 megapixels, progressive, colours at full resolution: all coefficients are in memory at once.</summary>
    public static byte[] Jpeg()
    {
        using Image black = Image.Black(Width, Height, bands: 3);
        return black.JpegsaveBuffer(q: 75, interlace: true, subsampleMode: Enums.ForeignSubsample.Off);
    }

    /// <summary>A lossless WebP of nearly 50 megapixels in 34 bytes: every symbol has one code of no bits.</summary>
    public static byte[] WebP()
    {
        const int Side = 7071;
        const int PayloadBytes = 14;
        byte[] file = new byte[20 + PayloadBytes];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WEBPVP8L"u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), PayloadBytes);
        file[20] = 0x2f;
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(21), (Side - 1) | ((uint)(Side - 1) << 14));

        // No transform, no colour cache, no groups of codes (3 bits of 0); five codes of one symbol, 0, each the bits 1 0 0 0.
        const uint Codes = 0b0001_0001_0001_0001_0001;
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(25), Codes << 3);
        return file;
    }

    private static byte[] Zeros(long count)
    {
        byte[] block = new byte[1 << 20];
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (long left = count; left > 0; left -= block.Length)
            {
                zlib.Write(block.AsSpan(0, (int)Math.Min(left, block.Length)));
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(name);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, name), data));
        file.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return crc;
    }
}
