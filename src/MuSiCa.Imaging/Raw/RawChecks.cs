using static System.FormattableString;

namespace MuSiCa.Imaging;

/// <summary>Holds what a <see cref="RawImage"/> says of itself against its bytes and the limits.</summary>
internal static class RawChecks
{
    // Two rows of a wide image and their gaps must not overflow the arithmetic.
    private const int LargestStride = 1 << 28;

    /// <exception cref="ImageException">The image cannot be used.</exception>
    public static ImageInfo Check(RawImage image, ImagingLimits limits)
    {
        if (image.Width < 1 || image.Height < 1)
        {
            throw Fault.Corrupt($"The image is {image.Width} x {image.Height} pixels; width and height must be above 0.");
        }

        var info = new ImageInfo(ImageFormat.Raw, image.Width, image.Height, Orientation: 1, Frames: 1);
        LimitChecks.CheckSize(limits, info);
        CheckStride("stride", image.Stride, image.RowBytes);
        if (image.Format == PixelFormat.Nv12)
        {
            CheckStride("chroma stride", image.ChromaStride, image.ChromaRowBytes);
        }
        else if (image.ChromaStride != 0)
        {
            throw Fault.Corrupt($"A chroma stride of {image.ChromaStride} bytes is given, but {image.Format} has no chroma plane.");
        }

        return image.Data.Length >= image.Bytes
            ? info
            : throw new ImageException(
                image.Data.IsEmpty ? ImageErrorKind.Empty : ImageErrorKind.Truncated,
                Invariant($"{image.Data.Length} bytes are too few: {image.Width} x {image.Height} pixels of {image.Format} with rows of ")
                    + Invariant($"{image.RowStride} bytes need {image.Bytes}."));
    }

    private static void CheckStride(string name, int stride, int row)
    {
        if (stride != 0 && (stride < row || stride > LargestStride))
        {
            throw Fault.Corrupt($"The {name} is {stride} bytes; a row has {row}, so it must be between that and {LargestStride}, or 0.");
        }
    }
}
