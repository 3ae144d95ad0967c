using System.Buffers.Binary;

namespace MuSiCa.Imaging;

/// <summary>Reads a JPEG's header: everything before the first scan.</summary>
internal static class JpegHeader
{
    /// <summary>The start marker and the first byte of the next one.</summary>
    public static ReadOnlySpan<byte> Signature => [0xFF, JpegMarker.StartOfImage, 0xFF];

    /// <exception cref="ImageException">Unsupported, Corrupt, or Truncated when the bytes end before the size is known.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> encoded)
    {
        var segments = new JpegSegments(encoded);
        JpegFrame? frame = null;
        int? orientation = null;
        var hasProfile = false;
        while (segments.MoveNext())
        {
            if (JpegMarker.IsFrame(segments.Marker))
            {
                frame = frame is null
                    ? ReadFrame(segments.Marker, segments.Content)
                    : throw Fault.Corrupt($"The JPEG is damaged: it has two frame headers, the second before byte {segments.Position}.");
            }
            else if (segments.Marker == JpegMarker.App1 && segments.Content.StartsWith("Exif"u8))
            {
                orientation ??= ExifOrientation.Read(segments.Content);
            }
            else if (segments.Marker == JpegMarker.App2)
            {
                hasProfile |= segments.Content.StartsWith("ICC_PROFILE"u8);
            }
            else if (segments.Marker == JpegMarker.StartOfScan)
            {
                return frame is { } known
                    ? Create(known.StartedBy(segments.Content), orientation, hasProfile, ImageEnding.NotSought)
                    : throw Fault.Corrupt($"The JPEG is damaged: a scan starts before byte {segments.Position} without a frame header.");
            }
            else if (segments.Marker is JpegMarker.StartOfImage or JpegMarker.EndOfImage)
            {
                throw Fault.Corrupt($"The JPEG is damaged: marker 0x{segments.Marker:X2} stands before its first scan.");
            }
        }

        return frame is { } size
            ? Create(size, orientation, hasProfile, ImageEnding.Missing)
            : throw Fault.Truncated($"The JPEG ends after {encoded.Length} bytes, before its size is given.");
    }

    private static ImageHeader Create(JpegFrame frame, int? orientation, bool hasProfile, ImageEnding ending) =>
        ImageHeader.Create(ImageFormat.Jpeg, frame.Width, frame.Height, orientation ?? Orientations.Upright, 1, ending) with
        {
            Coding = frame.Coding with { HasProfile = hasProfile && frame.Coding.Colour == SampleColour.Inks },
        };

    private static JpegFrame ReadFrame(byte marker, ReadOnlySpan<byte> content)
    {
        if (content.Length < 6)
        {
            throw Fault.Corrupt($"The JPEG is damaged: its frame header has {content.Length} bytes, at least 9 are needed.");
        }

        var precision = content[0];
        var height = BinaryPrimitives.ReadUInt16BigEndian(content[1..]);
        var width = BinaryPrimitives.ReadUInt16BigEndian(content[3..]);
        var components = content[5];
        if (!JpegMarker.IsDecodableFrame(marker))
        {
            throw Fault.Unsupported($"The JPEG is of a kind that is not read: {JpegMarker.KindOf(marker)} (SOF{marker - 0xC0}). Save it as a baseline or progressive JPEG.");
        }

        if (precision != 8)
        {
            throw Fault.Unsupported($"The JPEG has {precision} bits per sample; 8 are read. Save it with 8.");
        }

        if (components is not (1 or 3 or 4))
        {
            throw Fault.Unsupported($"The JPEG has {components} colour components; 1, 3 or 4 are read.");
        }

        if (content.Length != 6 + (3 * components))
        {
            throw Fault.Corrupt($"The JPEG is damaged: its frame header has {content.Length} bytes, {6 + (3 * components)} belong to {components} components.");
        }

        if (width == 0)
        {
            throw Fault.Corrupt($"The JPEG is damaged: its width is 0.");
        }

        return height == 0
            ? throw Fault.Unsupported($"The JPEG gives its height after the first scan (DNL); that is not read.")
            : JpegFrame.Of(marker, width, height, content[6..]);
    }
}

/// <summary>What the frame header of a JPEG says of its pixels.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Components">Colour components: 1, 3 or 4.</param>
/// <param name="CoefficientBytes">What the coefficients of all components take in the decoder's memory.</param>
/// <param name="HasScans">Whether they come in several scans.</param>
internal readonly record struct JpegFrame(int Width, int Height, int Components, long CoefficientBytes, bool HasScans)
{
    private const int EntryBytes = 3;
    private const int BlockSide = 8;
    private const int BlockBytes = BlockSide * BlockSide * sizeof(short);

    public PixelCoding Coding => new(
        HasScans ? CodingKind.ScansJpeg : CodingKind.Jpeg,
        Components switch { 1 => SampleColour.Grey, 3 => SampleColour.Rgb, _ => SampleColour.Inks })
    {
        LoaderBytes = HasScans ? CoefficientBytes : 0,
    };

    /// <param name="marker">Of the frame header.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="entries">Its entries, three bytes for each component.</param>
    public static JpegFrame Of(byte marker, int width, int height, ReadOnlySpan<byte> entries)
    {
        var (mostX, mostY) = (1, 1);
        for (var at = 0; at < entries.Length; at += EntryBytes)
        {
            var (x, y) = Sampling(entries[at + 1]);
            (mostX, mostY) = (Math.Max(mostX, x), Math.Max(mostY, y));
        }

        // Whole units of as many blocks of each component as it has samples in one.
        var units = (long)Units(width, BlockSide * mostX) * Units(height, BlockSide * mostY);
        var bytes = 0L;
        for (var at = 0; at < entries.Length; at += EntryBytes)
        {
            var (x, y) = Sampling(entries[at + 1]);
            bytes += units * x * y * BlockBytes;
        }

        return new JpegFrame(width, height, entries.Length / EntryBytes, bytes, JpegMarker.IsProgressive(marker));
    }

    /// <summary>The same, known to have several scans if the first one has not all components.</summary>
    public JpegFrame StartedBy(ReadOnlySpan<byte> scan) =>
        this with { HasScans = HasScans || (scan.Length > 0 && scan[0] < Components) };

    private static int Units(int size, int unit) => (size + unit - 1) / unit;

    // The decoder refuses others than 1 to 4.
    private static (int X, int Y) Sampling(byte factors) => (Math.Clamp(factors >> 4, 1, 4), Math.Clamp(factors & 0xF, 1, 4));
}
