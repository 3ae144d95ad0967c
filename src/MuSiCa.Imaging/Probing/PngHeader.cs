using System.Buffers;
using System.Buffers.Binary;

namespace MuSiCa.Imaging;

/// <summary>Reads a PNG's header chunk and walks the lengths of the others.</summary>
internal static class PngHeader
{
    private const int HeaderLength = 13;

    /// <summary>Length, name and checksum around a chunk's content.</summary>
    private const int ChunkOverhead = 12;

    /// <summary>What names are made of; after a wrong length the walk soon meets something else.</summary>
    private static readonly SearchValues<byte> ChunkLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <exception cref="ImageException">Corrupt, or Truncated when the bytes end before the size is known.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> encoded)
    {
        var chunks = encoded[Signature.Length..];
        if (chunks.Length < ChunkOverhead + HeaderLength)
        {
            throw Fault.Truncated($"The PNG ends after {encoded.Length} bytes, before its size is given.");
        }

        var first = BinaryPrimitives.ReadUInt32BigEndian(chunks);
        if (first != HeaderLength || !chunks[4..].StartsWith("IHDR"u8))
        {
            throw Fault.Corrupt($"The PNG is damaged: its first chunk is not a header of {HeaderLength} bytes.");
        }

        var (width, height) = ReadSize(chunks.Slice(8, HeaderLength));
        var (orientation, ending) = Walk(chunks[(ChunkOverhead + HeaderLength)..]);
        return ImageHeader.Create(ImageFormat.Png, width, height, orientation, 1, ending);
    }

    private static (int Width, int Height) ReadSize(ReadOnlySpan<byte> header)
    {
        var width = BinaryPrimitives.ReadUInt32BigEndian(header);
        var height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
        {
            throw Fault.Corrupt($"The PNG is damaged: its size is {width} x {height}.");
        }

        var (depth, colour) = (header[8], header[9]);
        var valid = colour switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        if (!valid)
        {
            throw Fault.Corrupt($"The PNG is damaged: there is no colour type {colour} with {depth} bits.");
        }

        return header[10] == 0 && header[11] == 0 && header[12] <= 1
            ? ((int)width, (int)height)
            : throw Fault.Corrupt($"The PNG is damaged: its compression, filter and interlace methods are {header[10]}, {header[11]} and {header[12]}.");
    }

    private static (int Orientation, ImageEnding Ending) Walk(ReadOnlySpan<byte> chunks)
    {
        int? orientation = null;
        while (chunks.Length >= ChunkOverhead)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunks);
            var name = chunks.Slice(4, 4);
            if (name.SequenceEqual("IEND"u8))
            {
                return (orientation ?? Orientations.Upright, ImageEnding.Present);
            }

            if (name.ContainsAnyExcept(ChunkLetters))
            {
                throw Fault.Corrupt($"The PNG is damaged: where a chunk should start, {chunks.Length} bytes before the end, none does.");
            }

            if (length > (uint)(chunks.Length - ChunkOverhead))
            {
                break;
            }

            if (name.SequenceEqual("eXIf"u8))
            {
                orientation ??= ExifOrientation.Read(chunks.Slice(8, (int)length));
            }

            chunks = chunks[(ChunkOverhead + (int)length)..];
        }

        return (orientation ?? Orientations.Upright, ImageEnding.Missing);
    }
}
