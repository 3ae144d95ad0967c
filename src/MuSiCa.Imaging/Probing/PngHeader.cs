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

    /// <summary>The last chunk, whole.</summary>
    public static ReadOnlySpan<byte> End => [0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];

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
        if (chunks[4..].StartsWith("CgBI"u8))
        {
            throw Fault.Unsupported($"The PNG is one of Apple's own kind (CgBI), which Xcode makes for iOS; no other program reads it. Send the original.");
        }

        if (first != HeaderLength || !chunks[4..].StartsWith("IHDR"u8))
        {
            throw Fault.Corrupt($"The PNG is damaged: its first chunk is not a header of {HeaderLength} bytes.");
        }

        var header = chunks.Slice(8, HeaderLength);
        var (width, height) = ReadSize(header);
        var walk = Walk(chunks[(ChunkOverhead + HeaderLength)..]);
        return ImageHeader.Create(ImageFormat.Png, width, height, walk.Orientation, 1, walk.Ending) with
        {
            EndsAt = encoded.Length - walk.Left,
            Coding = CodingOf(header, walk.HasTransparency),
        };
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

    /// <summary>Palettes are delivered as colours, fewer bits than eight as eight.</summary>
    private static PixelCoding CodingOf(ReadOnlySpan<byte> header, bool hasTransparency)
    {
        var (depth, colour, interlace) = (header[8], header[9], header[12]);
        var hasAlpha = hasTransparency || (colour & 4) != 0;
        var delivered = (colour & 2) != 0
            ? hasAlpha ? SampleColour.RgbAlpha : SampleColour.Rgb
            : hasAlpha ? SampleColour.GreyAlpha : SampleColour.Grey;
        return new PixelCoding(interlace == 0 ? CodingKind.Png : CodingKind.InterlacedPng, delivered, depth == 16);
    }

    private static WalkResult Walk(ReadOnlySpan<byte> chunks)
    {
        int? orientation = null;
        var (hasData, hasTransparency) = (false, false);
        while (chunks.Length >= ChunkOverhead)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunks);
            var name = chunks.Slice(4, 4);
            if (name.SequenceEqual("IEND"u8))
            {
                return Result(ImageEnding.Present, 0);
            }

            if (name.ContainsAnyExcept(ChunkLetters))
            {
                throw Fault.Corrupt($"The PNG is damaged: where a chunk should start, {chunks.Length} bytes before the end, none does.");
            }

            if (length > (uint)(chunks.Length - ChunkOverhead))
            {
                return Result(ImageEnding.Missing, 0);
            }

            if (name.SequenceEqual("eXIf"u8))
            {
                orientation ??= ExifOrientation.Read(chunks.Slice(8, (int)length));
            }

            hasTransparency |= name.SequenceEqual("tRNS"u8);
            hasData |= name.SequenceEqual("IDAT"u8);
            chunks = chunks[(ChunkOverhead + (int)length)..];
        }

        var ending = hasData && End.StartsWith(chunks) ? ImageEnding.OnlyEndMissing : ImageEnding.Missing;
        return Result(ending, chunks.Length);

        WalkResult Result(ImageEnding end, int left) => new(orientation ?? Orientations.Upright, end, left, hasTransparency);
    }

    private readonly record struct WalkResult(int Orientation, ImageEnding Ending, int Left, bool HasTransparency);
}
