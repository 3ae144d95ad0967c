using static System.FormattableString;

namespace MuSiCa.Imaging;

/// <summary>What an encoded image may cost. Everything is checked on the header, before any pixel is decoded.</summary>
public sealed record ImagingLimits
{
    /// <summary>Default of <see cref="MaxEncodedBytes"/>: 32 MiB.</summary>
    public const long DefaultMaxEncodedBytes = 32L * 1024 * 1024;

    /// <summary>Default of <see cref="MaxPixels"/>: 50 million.</summary>
    public const long DefaultMaxPixels = 50_000_000;

    /// <summary>Default of <see cref="MaxWidth"/> and <see cref="MaxHeight"/>: 30,000.</summary>
    public const int DefaultMaxAxis = 30_000;

    /// <summary>The most that <see cref="MaxPixels"/> may be: three bytes per pixel must fit into one array.</summary>
    public static readonly long PixelCeiling = Array.MaxLength / 3;

    /// <summary>The most that <see cref="MaxWidth"/> and <see cref="MaxHeight"/> may be: what libvips addresses.</summary>
    public const int AxisCeiling = 10_000_000;

    /// <summary>Most bytes of the encoded image. Default 32 MiB.</summary>
    public long MaxEncodedBytes { get; init; } = DefaultMaxEncodedBytes;

    /// <summary>
    /// Most pixels at full resolution, width times height times frames. Default 50 million. What decoding needs
    /// depends on the format as well: <see cref="DecodePlan"/> tells it for an image.
    /// </summary>
    public long MaxPixels { get; init; } = DefaultMaxPixels;

    /// <summary>Most pixels across, upright. Default 30,000.</summary>
    public int MaxWidth { get; init; } = DefaultMaxAxis;

    /// <summary>Most pixels down, upright. Default 30,000.</summary>
    public int MaxHeight { get; init; } = DefaultMaxAxis;

    /// <summary>Checks the limits themselves.</summary>
    /// <returns>One sentence for each limit that makes no sense; empty if all do.</returns>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Check(nameof(MaxEncodedBytes), MaxEncodedBytes, Array.MaxLength);
        Check(nameof(MaxPixels), MaxPixels, PixelCeiling);
        Check(nameof(MaxWidth), MaxWidth, AxisCeiling);
        Check(nameof(MaxHeight), MaxHeight, AxisCeiling);
        return errors;

        void Check(string name, long value, long ceiling)
        {
            if (value < 1 || value > ceiling)
            {
                errors.Add(FormattableString.Invariant($"{name} is {value}; it must be between 1 and {ceiling}."));
            }
        }
    }
}

/// <summary>Holds a header against <see cref="ImagingLimits"/>.</summary>
internal static class LimitChecks
{
    public static void CheckEncoded(ImagingLimits limits, long bytes)
    {
        if (bytes == 0)
        {
            throw new ImageException(ImageErrorKind.Empty, "The image is empty: 0 bytes were received.");
        }

        if (bytes > limits.MaxEncodedBytes)
        {
            throw new ImageException(
                ImageErrorKind.TooManyBytes,
                Invariant($"The image has {bytes} bytes; at most {limits.MaxEncodedBytes} are accepted."));
        }
    }

    public static void CheckSize(ImagingLimits limits, ImageInfo info)
    {
        if (info.Width > limits.MaxWidth)
        {
            throw new ImageException(
                ImageErrorKind.TooWide,
                Invariant($"The image is {info.Width} pixels wide; at most {limits.MaxWidth} are accepted."));
        }

        if (info.Height > limits.MaxHeight)
        {
            throw new ImageException(
                ImageErrorKind.TooTall,
                Invariant($"The image is {info.Height} pixels tall; at most {limits.MaxHeight} are accepted."));
        }

        // A claim of the largest canvas in a million frames does not fit 64 bits.
        var pixels = (Int128)info.Width * info.Height * info.Frames;
        if (pixels > limits.MaxPixels)
        {
            var frames = info.Frames == 1 ? "" : Invariant($" x {info.Frames} frames");
            throw new ImageException(
                ImageErrorKind.TooManyPixels,
                Invariant($"The image has {pixels} pixels ({info.Width} x {info.Height}{frames}); at most {limits.MaxPixels} are accepted."));
        }
    }
}
