namespace MuSiCa.Imaging;

/// <summary>Makes pixels of a <see cref="RawImage"/>, no more than are asked for.</summary>
internal static class RawPixels
{
    public static DecodedImage Load(RawImage image, ImageInfo info, ImageRegion? region)
    {
        ImageRegion part = region ?? new ImageRegion(0, 0, info.Width - 1, info.Height - 1);
        RowRange rows = Range(part.Top, part.Bottom, info.Height);

        // Rows of RGB without gaps are what is wanted already.
        if (image.Format == PixelFormat.Rgb24 && image.RowStride == image.RowBytes)
        {
            return DecodedImage.Wrap(info, rows, image.Data.Slice(rows.First * image.RowBytes, rows.Count * image.RowBytes));
        }

        RowRange columns = Range(part.Left, part.Right, info.Width);
        var pixels = new PixelBuffer(checked(3 * rows.Count * columns.Count));
        RawConversion.Convert(image, rows, columns, pixels.Span);
        return DecodedImage.Create(info, rows, columns, pixels);
    }

    private static RowRange Range(double low, double high, int size)
    {
        int first = (int)Math.Clamp(Math.Floor(low), 0, size - 1);
        int last = (int)Math.Clamp(Math.Ceiling(high), first, size - 1);
        return new RowRange(first, last - first + 1);
    }
}
