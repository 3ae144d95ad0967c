namespace MuSiCa.Imaging;

/// <summary>
/// Walks a whole JPEG, entropy-coded data included, to learn what the header cannot tell: whether the end is there,
/// how many scans there are, and whether the decoder will warn about harmless oddities.
/// </summary>
internal static class JpegScans
{
    /// <summary>
    /// Most scans that are decoded. Encoders write about ten; each scan of a few bytes costs the decoder a pass over all blocks.
    /// </summary>
    public const int MaxScans = 100;

    /// <exception cref="ImageException">Truncated without an end marker, Unsupported with too many scans, Corrupt.</exception>
    /// <returns>
    /// True if the decoder must not stop at warnings, because harmless oddities in the headers of this file already
    /// cause some: stray bytes between segments, a JFIF version other than 1, an unknown Adobe transform, or scan
    /// parameters that a sequential JPEG does not have (some phones' cameras write them).
    /// </returns>
    public static bool Check(ReadOnlySpan<byte> encoded)
    {
        var segments = new JpegSegments(encoded);
        var scans = 0;
        var progressive = false;
        var components = 0;
        var adobeTransform = 0;
        var odd = false;
        while (segments.MoveNext())
        {
            switch (segments.Marker)
            {
                case JpegMarker.EndOfImage:
                    return odd || segments.SkippedBytes || IsUnknownTransform(components, adobeTransform);
                case JpegMarker.StartOfScan:
                    odd |= !progressive && !HasSequentialParameters(segments.Content);
                    if (++scans > MaxScans)
                    {
                        throw Fault.Unsupported($"The JPEG has more than {MaxScans} scans; so many are not decoded.");
                    }

                    segments.SkipScan();
                    break;
                case JpegMarker.App0:
                    odd |= segments.Content.StartsWith("JFIF\0"u8) && segments.Content.Length >= 6 && segments.Content[5] != 1;
                    break;
                case JpegMarker.App14:
                    adobeTransform = segments.Content.StartsWith("Adobe"u8) && segments.Content.Length >= 12 ? segments.Content[11] : adobeTransform;
                    break;
                default:
                    if (JpegMarker.IsDecodableFrame(segments.Marker) && segments.Content.Length > 5)
                    {
                        progressive = JpegMarker.IsProgressive(segments.Marker);
                        components = segments.Content[5];
                    }

                    break;
            }
        }

        throw Fault.Truncated($"The JPEG ends after {encoded.Length} bytes without its end marker.");
    }

    /// <summary>Known are 0 (none) and, of three components, 1 (YCbCr), of four, 2 (YCCK).</summary>
    private static bool IsUnknownTransform(int components, int transform) => transform != 0 && transform != components - 2;

    private static bool HasSequentialParameters(ReadOnlySpan<byte> content) =>
        content.Length >= 3 && content[^3] == 0 && content[^2] == 63 && content[^1] == 0;
}
