using System.Buffers.Binary;

namespace MuSiCa.Imaging;

/// <summary>Reads a GIF up to the end of its first frame. What follows is neither looked at nor given to the decoder.</summary>
internal static class GifHeader
{
    private const byte Extension = 0x21;
    private const byte Picture = 0x2C;
    private const byte Trailer = 0x3B;

    /// <summary>Signature, size of the canvas, flags, background and aspect.</summary>
    private const int ScreenEnd = 13;

    /// <summary>Separator, place, size and flags of a frame.</summary>
    private const int DescriptorLength = 10;

    public static ReadOnlySpan<byte> End => [Trailer];

    public static ReadOnlySpan<byte> Signature => "GIF87a"u8;

    public static ReadOnlySpan<byte> LaterSignature => "GIF89a"u8;

    /// <exception cref="ImageException">Corrupt, or Truncated when the bytes end before the size is known.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length < ScreenEnd)
        {
            throw Ends(encoded.Length);
        }

        var at = ScreenEnd + ColourBytes(encoded[10]);
        while (at < encoded.Length && encoded[at] == Extension)
        {
            at = SkipBlocks(encoded, at + 2);
        }

        if (at >= encoded.Length - DescriptorLength)
        {
            throw at < encoded.Length && encoded[at] == Trailer ? Fault.Corrupt($"The GIF is damaged: it has no frame.") : Ends(encoded.Length);
        }

        if (encoded[at] != Picture)
        {
            throw Fault.Corrupt($"The GIF is damaged: byte {at} is 0x{encoded[at]:X2} where its first frame should start.");
        }

        var (width, height) = SizeOf(encoded, encoded.Slice(at, DescriptorLength));
        var end = SkipBlocks(encoded, at + DescriptorLength + ColourBytes(encoded[at + 9]) + 1);
        return ImageHeader.Create(
            ImageFormat.Gif, width, height, Orientations.Upright, 1, end <= encoded.Length ? ImageEnding.Present : ImageEnding.Missing) with
        {
            EndsAt = Math.Min(end, encoded.Length),
            Coding = new PixelCoding(CodingKind.Gif, SampleColour.RgbAlpha),
        };
    }

    /// <summary>The first frame may reach over the canvas, which grows with it.</summary>
    private static (int Width, int Height) SizeOf(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> descriptor)
    {
        var (frameWidth, frameHeight) = (UInt16(descriptor[5..]), UInt16(descriptor[7..]));
        if (frameWidth == 0 || frameHeight == 0)
        {
            throw Fault.Corrupt($"The GIF is damaged: the size of its first frame is {frameWidth} x {frameHeight}.");
        }

        var (width, height) = (UInt16(encoded[6..]), UInt16(encoded[8..]));
        if (IsScreenOfItsMaker(width, height))
        {
            (width, height) = (1, 1);
        }

        return (Math.Max(width, UInt16(descriptor[1..]) + frameWidth), Math.Max(height, UInt16(descriptor[3..]) + frameHeight));
    }

    /// <summary>Some old writers give the size of their screen. The decoder, libnsgif, takes these for it and goes by the frame.</summary>
    private static bool IsScreenOfItsMaker(int width, int height) =>
        width is 0 or > 2048 || height is 0 or > 2048
        || (width, height) is (640, 480) or (640, 512) or (800, 600) or (1024, 768) or (1280, 1024) or (1600, 1200);

    /// <summary>Blocks of up to 255 bytes follow each other until one of none.</summary>
    /// <returns>Where they are over; beyond the bytes where they are not.</returns>
    private static int SkipBlocks(ReadOnlySpan<byte> encoded, int at)
    {
        while (at < encoded.Length)
        {
            int length = encoded[at];
            at += length + 1;
            if (length == 0)
            {
                return at;
            }
        }

        return int.MaxValue;
    }

    private static int ColourBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static int UInt16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static ImageException Ends(int length) => Fault.Truncated($"The GIF ends after {length} bytes, before its first frame.");
}
