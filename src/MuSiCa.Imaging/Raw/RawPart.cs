namespace MuSiCa.Imaging;

/// <summary>The part of a raw image that becomes pixels.</summary>
/// <param name="Format">How its samples lie.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Columns">The columns; all of them where nothing is copied.</param>
/// <param name="IsWrapped">Whether the samples are the result as they are: rows of RGB without gaps.</param>
internal sealed record RawPart(PixelFormat Format, RowRange Rows, RowRange Columns, bool IsWrapped)
{
    /// <summary>Bytes of RGB that are made.</summary>
    public long PixelBytes => IsWrapped ? 0 : 3L * Rows.Count * Columns.Count;

    /// <param name="image">The image.</param>
    /// <param name="region">The part of it that will be looked at; all of it without one.</param>
    public static RawPart Of(RawImage image, ImageRegion? region)
    {
        ImageRegion part = region ?? new ImageRegion(0, 0, image.Width - 1, image.Height - 1);
        bool isWrapped = image.Format == PixelFormat.Rgb24 && image.RowStride == image.RowBytes;
        return new RawPart(
            image.Format,
            Range(part.Top, part.Bottom, image.Height),
            isWrapped ? new RowRange(0, image.Width) : Range(part.Left, part.Right, image.Width),
            isWrapped);
    }

    private static RowRange Range(double low, double high, int size)
    {
        int first = (int)Math.Clamp(Math.Floor(low), 0, size - 1);
        int last = (int)Math.Clamp(Math.Ceiling(high), first, size - 1);
        return new RowRange(first, last - first + 1);
    }
}
