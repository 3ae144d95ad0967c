namespace MuSiCa.Imaging;

/// <summary>Tells the format from the first bytes and reads the header of it. Allocates nothing but the result.</summary>
internal static class HeaderReader
{
    /// <summary>The bytes that name a WebP come after the eight of RIFF and its length.</summary>
    private const int WebPNameOffset = 8;

    private static readonly ImageFormat[] Formats =
        [ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.WebP, ImageFormat.Gif, ImageFormat.Bmp, ImageFormat.Tiff];

    /// <exception cref="ImageException">Empty, Unsupported, Corrupt, Truncated or over a limit.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> encoded, ImagingLimits limits)
    {
        LimitChecks.CheckEncoded(limits, encoded.Length);
        var header = Sniff(encoded) switch
        {
            ImageFormat.Jpeg => JpegHeader.Read(encoded),
            ImageFormat.Png => PngHeader.Read(encoded),
            ImageFormat.Gif => GifHeader.Read(encoded),
            ImageFormat.Bmp => BmpHeader.Read(encoded),
            ImageFormat.Tiff => TiffHeader.Read(encoded),
            _ => WebPHeader.Read(encoded),
        };
        LimitChecks.CheckSize(limits, header.Info);
        return header;
    }

    private static ImageFormat Sniff(ReadOnlySpan<byte> encoded)
    {
        var isPrefix = false;
        foreach (var format in Formats)
        {
            var likeness = Match(encoded, format);
            if (likeness == Likeness.Full)
            {
                return format;
            }

            isPrefix |= likeness == Likeness.Prefix;
        }

        throw isPrefix
            ? Fault.Truncated($"The image ends after {encoded.Length} bytes, within its signature.")
            : OtherFormats.Refuse(encoded);
    }

    private static Likeness Match(ReadOnlySpan<byte> encoded, ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => Match(encoded, JpegHeader.Signature),
        ImageFormat.Png => Match(encoded, PngHeader.Signature),
        ImageFormat.Gif => Better(Match(encoded, GifHeader.Signature), Match(encoded, GifHeader.LaterSignature)),
        ImageFormat.Bmp => BmpHeader.IsLike(encoded) ? Match(encoded, BmpHeader.Signature) : Likeness.None,
        ImageFormat.Tiff => Better(Match(encoded, TiffHeader.LittleEndian), Match(encoded, TiffHeader.BigEndian)),
        _ => MatchWebP(encoded),
    };

    private static Likeness Better(Likeness one, Likeness other) => one > other ? one : other;

    private static Likeness MatchWebP(ReadOnlySpan<byte> encoded)
    {
        var container = Match(encoded, WebPHeader.ContainerSignature);
        return container != Likeness.Full || encoded.Length <= WebPNameOffset
            ? (container == Likeness.None ? Likeness.None : Likeness.Prefix)
            : Match(encoded[WebPNameOffset..], WebPHeader.Signature);
    }

    private static Likeness Match(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> signature) =>
        encoded.StartsWith(signature) ? Likeness.Full
        : signature.StartsWith(encoded) ? Likeness.Prefix
        : Likeness.None;

    private enum Likeness
    {
        None,
        Prefix,
        Full,
    }
}

/// <summary>Makes the exceptions of the header readers.</summary>
internal static class Fault
{
    public static ImageException Truncated(FormattableString message) =>
        new(ImageErrorKind.Truncated, FormattableString.Invariant(message));

    public static ImageException Corrupt(FormattableString message) =>
        new(ImageErrorKind.Corrupt, FormattableString.Invariant(message));

    public static ImageException Unsupported(FormattableString message) =>
        new(ImageErrorKind.Unsupported, FormattableString.Invariant(message));
}
