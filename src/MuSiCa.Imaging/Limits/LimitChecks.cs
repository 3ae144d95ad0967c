using static System.FormattableString;

namespace MuSiCa.Imaging;

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
