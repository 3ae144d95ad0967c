namespace MuSiCa.Imaging;

/// <summary>
/// Walks a whole JPEG, entropy-coded data included, to learn what the header cannot tell: whether the end is there,
/// how many scans there are, and whether the decoder will warn about harmless oddities.
/// </summary>
/// <param name="IsOdd">
/// Whether the decoder must not stop at warnings, because harmless oddities in the headers of this file already cause some:
/// stray bytes between segments, a JFIF version other than 1, an unknown Adobe transform, or scan parameters that a
/// sequential JPEG does not have (some phones' cameras write them).
/// </param>
/// <param name="HasEnd">Whether the end marker is there. Without it every scan is there at least, if not all data of the last.</param>
internal readonly record struct JpegScans(bool IsOdd, bool HasEnd)
{
    /// <summary>
    /// Most scans that are decoded. Encoders write about ten; each scan of a few bytes costs the decoder a pass over all blocks.
    /// </summary>
    public const int MaxScans = 100;

    private const int LongestTail = 64 * 1024;

    /// <exception cref="ImageException">Truncated, Unsupported with too many scans, Corrupt.</exception>
    public static JpegScans Check(ReadOnlySpan<byte> encoded)
    {
        var segments = new JpegSegments(encoded);
        var scans = 0;
        var progressive = false;
        var components = 0;
        var adobeTransform = 0;
        var odd = false;
        var coverage = default(JpegCoverage);
        while (segments.MoveNext())
        {
            switch (segments.Marker)
            {
                case JpegMarker.EndOfImage:
                    return new JpegScans(odd || segments.SkippedBytes || IsUnknownTransform(components, adobeTransform), HasEnd: true);
                case JpegMarker.StartOfScan:
                    odd |= !progressive && !HasSequentialParameters(segments.Content);
                    if (++scans > MaxScans)
                    {
                        throw Fault.Unsupported($"The JPEG has more than {MaxScans} scans; so many are not decoded.");
                    }

                    coverage.AddScan(segments.Content, progressive);
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
                        coverage = JpegCoverage.Of(segments.Content);
                    }

                    break;
            }
        }

        // Where warnings mean nothing, the decoder cannot tell whether the data is whole.
        odd |= segments.SkippedBytes || IsUnknownTransform(components, adobeTransform);
        return !odd && coverage.IsComplete && segments.EndedInScan
            ? new JpegScans(IsOdd: false, HasEnd: false)
            : throw Fault.Truncated($"The JPEG ends after {encoded.Length} bytes, before its end.");
    }

    /// <summary>
    /// Whether a file most likely lacks its end, without a walk over all of it: none of the markers of its last bytes is of an end
    /// or of something behind one.
    /// </summary>
    public static bool SeemsToLackEnd(ReadOnlySpan<byte> encoded)
    {
        var tail = encoded[^Math.Min(encoded.Length, LongestTail)..];
        while (tail.LastIndexOf((byte)0xFF) is var found and >= 0)
        {
            var marker = found + 1 < tail.Length ? tail[found + 1] : (byte)0;
            if (marker is not (0 or 0xFF) && !JpegMarker.IsRestart(marker))
            {
                return marker == JpegMarker.StartOfScan;
            }

            tail = tail[..found];
        }

        return true;
    }

    /// <summary>Known are 0 (none) and, of three components, 1 (YCbCr), of four, 2 (YCCK).</summary>
    private static bool IsUnknownTransform(int components, int transform) => transform != 0 && transform != components - 2;

    private static bool HasSequentialParameters(ReadOnlySpan<byte> content) =>
        content.Length >= 3 && content[^3] == 0 && content[^2] == 63 && content[^1] == 0;
}
