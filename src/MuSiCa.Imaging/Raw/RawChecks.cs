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
            CheckChromaOffset(image);
        }
        else if (image.ChromaStride != 0 || image.ChromaOffset != 0)
        {
            var what = image.ChromaStride != 0 ? "stride" : "offset";
            throw Fault.Corrupt($"A chroma {what} of {image.ChromaStride + image.ChromaOffset} bytes is given, but {image.Format} has no chroma plane.");
        }

        CheckBytes(image);
        return info;
    }

    private static void CheckChromaOffset(RawImage image)
    {
        if (image.ChromaOffset != 0 && image.ChromaOffset < image.LumaBytes)
        {
            throw Fault.Corrupt($"The chroma offset is {image.ChromaOffset} bytes, within the luma, which has {image.LumaBytes}; 0 stands for right behind it.");
        }
    }

    // Data of another size than described is most likely of another picture, which would be read askew.
    private static void CheckBytes(RawImage image)
    {
        int length = image.Data.Length;
        if (length < image.LeastBytes)
        {
            throw new ImageException(
                image.Data.IsEmpty ? ImageErrorKind.Empty : ImageErrorKind.Truncated,
                Invariant($"{length} bytes are too few: {Describe(image)} need {image.LeastBytes}."));
        }

        if (length > image.MostBytes)
        {
            throw Fault.Corrupt($"{length} bytes are too many: {Describe(image)} have {image.MostBytes} at most. Give the stride{(image.Format == PixelFormat.Nv12 ? " and the chroma offset" : "")} if there are gaps.");
        }
    }

    private static string Describe(RawImage image)
    {
        var chroma = image.ChromaOffset == 0 ? "" : Invariant($" and chroma from byte {image.ChromaOffset} on");
        return Invariant($"{image.Width} x {image.Height} pixels of {image.Format} with rows of {image.RowStride} bytes{chroma}");
    }

    private static void CheckStride(string name, int stride, int row)
    {
        if (stride != 0 && (stride < row || stride > LargestStride))
        {
            throw Fault.Corrupt($"The {name} is {stride} bytes; a row has {row}, so it must be between that and {LargestStride}, or 0.");
        }
    }
}
