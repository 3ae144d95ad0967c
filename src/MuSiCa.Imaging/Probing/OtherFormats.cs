namespace MuSiCa.Imaging;

/// <summary>Names what people send that is not read, so that they know what to do about it.</summary>
internal static class OtherFormats
{
    private const string Read = "JPEG, PNG, WebP, GIF, BMP or TIFF";

    /// <summary>Why an image is not read whose first bytes are those of no format that is.</summary>
    public static ImageException Refuse(ReadOnlySpan<byte> encoded) => new(
        ImageErrorKind.Unsupported,
        NameOf(encoded) is { } name
            ? $"The image is {name}, which is not read. Send it as a {Read}."
            : $"The image is not a {Read} (told by its first bytes).");

    private static string? NameOf(ReadOnlySpan<byte> encoded) =>
        encoded.Length >= 12 && encoded[4..].StartsWith("ftyp"u8) ? NameOfBrand(encoded.Slice(8, 4))
        : encoded.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, .. "JXL "u8]) || encoded.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) ? "a JPEG XL"
        : encoded.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, .. "jP  "u8]) || encoded.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]) ? "a JPEG 2000"
        : encoded.StartsWith("II+\0"u8) || encoded.StartsWith("MM\0+"u8) ? "a BigTIFF"
        : encoded.StartsWith("%PDF"u8) ? "a PDF"
        : encoded.StartsWith("8BPS"u8) ? "a Photoshop document"
        : encoded.StartsWith("<svg"u8) || encoded.StartsWith("<?xml"u8) ? "an SVG or another text of XML"
        : encoded.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]) ? "an icon (ICO)"
        : encoded.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) ? "a video (WebM or Matroska)"
        : null;

    // The first four letters tell the kind of a file of boxes.
    private static string NameOfBrand(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("avi"u8) ? "an AVIF"
        : brand.StartsWith("he"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8)
            ? "a HEIC or HEIF, as telephones save photos in \"high efficiency\""
        : brand.SequenceEqual("crx "u8) ? "a raw photo (CR3)"
        : "a video (MP4 or QuickTime)";
}
