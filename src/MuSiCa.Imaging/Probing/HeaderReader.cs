namespace MuSiCa.Imaging;

/// <summary>Tells the format from the first bytes and reads the header of it. Allocates nothing but the result.</summary>
internal static class HeaderReader
{
    /// <summary>The bytes that name a WebP come after the eight of RIFF and its length.</summary>
    private const int WebPNameOffset = 8;

    /// <exception cref="ImageException">Empty, Unsupported, Corrupt, Truncated or over a limit.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> encoded, ImagingLimits limits)
    {
        LimitChecks.CheckEncoded(limits, encoded.Length);
        var header = Sniff(encoded) switch
        {
            ImageFormat.Jpeg => JpegHeader.Read(encoded),
            ImageFormat.Png => PngHeader.Read(encoded),
            _ => WebPHeader.Read(encoded),
        };
        LimitChecks.CheckSize(limits, header.Info);
        return header;
    }

    private static ImageFormat Sniff(ReadOnlySpan<byte> encoded)
    {
        var jpeg = Match(encoded, JpegHeader.Signature);
        var png = Match(encoded, PngHeader.Signature);
        var webP = MatchWebP(encoded);
        if (jpeg == Likeness.Full)
        {
            return ImageFormat.Jpeg;
        }

        if (png == Likeness.Full)
        {
            return ImageFormat.Png;
        }

        if (webP == Likeness.Full)
        {
            return ImageFormat.WebP;
        }

        throw jpeg == Likeness.Prefix || png == Likeness.Prefix || webP == Likeness.Prefix
            ? Fault.Truncated($"The image ends after {encoded.Length} bytes, within its signature.")
            : new ImageException(ImageErrorKind.Unsupported, "The image is not a JPEG, PNG or WebP (told by its first bytes).");
    }

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
