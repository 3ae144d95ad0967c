using System.Buffers.Binary;

namespace MuSiCa.Imaging;

/// <summary>Reads a WebP's first chunk (VP8, VP8L or VP8X) and, of an extended file, walks the others.</summary>
internal static class WebPHeader
{
    private const int RiffHeader = 12;
    private const int ChunkHeader = 8;
    private const byte AnimationFlag = 0x02;
    private const byte AlphaFlag = 0x10;
    private const byte LosslessAlphaFlag = 0x10;

    /// <summary>What stands in a frame of an animation before its first chunk.</summary>
    private const int FrameHeader = 16;

    /// <summary>What stands behind a chunk of odd length.</summary>
    public static ReadOnlySpan<byte> Padding => [0];

    public static ReadOnlySpan<byte> ContainerSignature => "RIFF"u8;

    public static ReadOnlySpan<byte> Signature => "WEBP"u8;

    private static ReadOnlySpan<byte> KeyFrameCode => [0x9D, 0x01, 0x2A];

    /// <exception cref="ImageException">Corrupt, or Truncated when the bytes end before the size is known.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> encoded)
    {
        // The length counts from after itself; bytes behind it do not belong to the image.
        var declared = BinaryPrimitives.ReadUInt32LittleEndian(encoded[4..]) + (long)ChunkHeader;
        var ending = declared <= encoded.Length ? ImageEnding.Present
            : declared == encoded.Length + Padding.Length && EndsWithinPadding(encoded) ? ImageEnding.OnlyEndMissing
            : ImageEnding.Missing;
        var chunks = encoded[..(int)Math.Min(declared, encoded.Length)];
        if (chunks.Length < RiffHeader + ChunkHeader)
        {
            throw ending != ImageEnding.Present
                ? Ends(encoded.Length)
                : Fault.Corrupt($"The WebP is damaged: it says that it is {declared} bytes long, too few for any image.");
        }

        chunks = chunks[RiffHeader..];
        var content = chunks[ChunkHeader..];
        if (chunks.StartsWith("VP8X"u8))
        {
            return ReadExtended(content, chunks, ending, encoded.Length);
        }

        var isLossless = chunks.StartsWith("VP8L"u8);
        var size = chunks.StartsWith("VP8 "u8) ? ReadLossy(content, encoded.Length)
            : isLossless ? ReadLossless(content, encoded.Length)
            : throw Fault.Corrupt($"The WebP is damaged: its first chunk is none of VP8, VP8L and VP8X.");
        return ImageHeader.Create(ImageFormat.WebP, size.Width, size.Height, Orientations.Upright, 1, ending) with
        {
            EndsAt = encoded.Length,
            Coding = CodingOf(isLossless, hasAlpha: isLossless && (content[4] & LosslessAlphaFlag) != 0),
        };
    }

    // Some writers count the padding of the last chunk and leave it out.
    private static bool EndsWithinPadding(ReadOnlySpan<byte> encoded)
    {
        var chunks = encoded[Math.Min(RiffHeader, encoded.Length)..];
        while (chunks.Length >= ChunkHeader)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunks[4..]);
            var padded = ChunkHeader + size + (long)(size & 1);
            if (padded > chunks.Length)
            {
                return padded == chunks.Length + Padding.Length && (size & 1) != 0;
            }

            chunks = chunks[(int)padded..];
        }

        return false;
    }

    private static (int Width, int Height) ReadLossy(ReadOnlySpan<byte> content, int length)
    {
        if (content.Length < 10)
        {
            throw Ends(length);
        }

        if ((content[0] & 1) != 0 || !content[3..].StartsWith(KeyFrameCode))
        {
            throw Fault.Corrupt($"The WebP is damaged: its VP8 data do not start with a key frame.");
        }

        var width = BinaryPrimitives.ReadUInt16LittleEndian(content[6..]) & 0x3FFF;
        var height = BinaryPrimitives.ReadUInt16LittleEndian(content[8..]) & 0x3FFF;
        return width == 0 || height == 0
            ? throw Fault.Corrupt($"The WebP is damaged: its size is {width} x {height}.")
            : (width, height);
    }

    private static (int Width, int Height) ReadLossless(ReadOnlySpan<byte> content, int length)
    {
        if (content.Length < 5)
        {
            throw Ends(length);
        }

        if (content[0] != 0x2F)
        {
            throw Fault.Corrupt($"The WebP is damaged: its VP8L data start with 0x{content[0]:X2}, not with 0x2F.");
        }

        var bits = BinaryPrimitives.ReadUInt32LittleEndian(content[1..]);
        return ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
    }

    private static ImageHeader ReadExtended(ReadOnlySpan<byte> content, ReadOnlySpan<byte> chunks, ImageEnding ending, int length)
    {
        if (content.Length < 10)
        {
            throw Ends(length);
        }

        var width = ReadUInt24(content[4..]) + 1;
        var height = ReadUInt24(content[7..]) + 1;
        var animated = (content[0] & AnimationFlag) != 0;
        int? orientation = null;
        var frames = 0;
        bool? isLossless = null;
        while (chunks.Length >= ChunkHeader)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunks[4..]);
            var padded = ChunkHeader + size + (long)(size & 1);
            if (chunks.StartsWith("ANMF"u8))
            {
                frames++;
                var frame = chunks[Math.Min(ChunkHeader + FrameHeader, chunks.Length)..];
                isLossless ??= !frame.StartsWith("VP8 "u8) && !frame.StartsWith("ALPH"u8);
            }
            else if (chunks.StartsWith("VP8 "u8) || chunks.StartsWith("VP8L"u8))
            {
                isLossless ??= chunks[3] == 'L';
            }
            else if (chunks.StartsWith("EXIF"u8))
            {
                orientation ??= ExifOrientation.Read(chunks[ChunkHeader..(int)Math.Min(ChunkHeader + (long)size, chunks.Length)]);
            }

            chunks = padded >= chunks.Length ? default : chunks[(int)padded..];
        }

        return ImageHeader.Create(ImageFormat.WebP, width, height, orientation ?? Orientations.Upright, animated ? Math.Max(frames, 1) : 1, ending) with
        {
            EndsAt = length,
            Coding = CodingOf(isLossless ?? true, (content[0] & AlphaFlag) != 0),
        };
    }

    private static PixelCoding CodingOf(bool isLossless, bool hasAlpha) => new(
        isLossless ? CodingKind.LosslessWebP : CodingKind.LossyWebP, hasAlpha ? SampleColour.RgbAlpha : SampleColour.Rgb);

    private static int ReadUInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    private static ImageException Ends(int length) =>
        Fault.Truncated($"The WebP ends after {length} bytes, before its size is given.");
}
