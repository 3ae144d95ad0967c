namespace MuSiCa.Imaging;

/// <summary>An upright image whose samples lie in memory as they are, with nothing to decode: a frame of a video, for example.</summary>
/// <param name="Format">How the samples lie.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Data">The samples; must not change while the image is used.</param>
public sealed record RawImage(PixelFormat Format, int Width, int Height, ReadOnlyMemory<byte> Data)
{
    /// <summary>Bytes from one row to the next (of NV12: of luma); 0 where rows follow each other without a gap.</summary>
    public int Stride { get; init; }

    /// <summary>Bytes from one row of chroma to the next; 0 where it is that of luma, rounded up to even. NV12 only.</summary>
    public int ChromaStride { get; init; }

    /// <summary>
    /// Bytes from the beginning to the first row of chroma; 0 where it follows the last row of luma. Decoders that fill up the height
    /// (1080 rows to 1088) have it further on. NV12 only.
    /// </summary>
    public int ChromaOffset { get; init; }

    /// <summary>What the samples mean. NV12 only.</summary>
    public YuvColor Color { get; init; }

    internal int RowBytes => Width * BytesPerPixel;

    internal int RowStride => Stride == 0 ? RowBytes : Stride;

    internal int ChromaRowBytes => 2 * Half(Width);

    internal int ChromaRowStride => ChromaStride == 0 ? 2 * Half(RowStride) : ChromaStride;

    internal int ChromaRows => Half(Height);

    /// <summary>Bytes of luma up to the end of its last row.</summary>
    internal long LumaBytes => ((long)RowStride * (Height - 1)) + RowBytes;

    /// <summary>Where the chroma begins.</summary>
    internal long ChromaStart => ChromaOffset == 0 ? (long)RowStride * Height : ChromaOffset;

    /// <summary>Bytes that must be there; the last row needs no gap behind it.</summary>
    internal long LeastBytes => Format == PixelFormat.Nv12
        ? ChromaStart + ((long)ChromaRowStride * (ChromaRows - 1)) + ChromaRowBytes
        : LumaBytes;

    /// <summary>Bytes that may be there: all rows with their gaps, and as many more of chroma as luma was filled up by.</summary>
    internal long MostBytes => Format == PixelFormat.Nv12
        ? ChromaStart + (ChromaRowStride * Math.Max(ChromaRows, ((ChromaStart / RowStride) + 1) / 2))
        : (long)RowStride * Height;

    private int BytesPerPixel => Format is PixelFormat.Rgb24 or PixelFormat.Bgr24 ? 3 : 1;

    private static int Half(int size) => (int)(((long)size + 1) / 2);
}

/// <summary>Makes pixels of a <see cref="RawImage"/>, no more than are asked for.</summary>
internal static class RawPixels
{
    public static DecodedImage Load(RawImage image, ImageInfo info, RawPart part)
    {
        if (part.IsWrapped)
        {
            return DecodedImage.Wrap(info, part.Rows, image.Data.Slice(part.Rows.First * image.RowBytes, part.Rows.Count * image.RowBytes));
        }

        var pixels = new NativeBytes(checked((int)part.PixelBytes));
        RawConversion.Convert(image, part.Rows, part.Columns, pixels.GetSpan());
        return DecodedImage.Create(info, part.Rows, part.Columns, pixels);
    }
}

/// <summary>How the samples of a <see cref="RawImage"/> lie in memory.</summary>
public enum PixelFormat
{
    /// <summary>Red, green, blue: three bytes a pixel.</summary>
    Rgb24,

    /// <summary>Blue, green, red: three bytes a pixel.</summary>
    Bgr24,

    /// <summary>One byte of grey a pixel.</summary>
    Gray8,

    /// <summary>
    /// A plane of luma, one byte a pixel, and behind it a plane of interleaved U and V bytes, one pair for two by two pixels,
    /// rounded up: what video decoders and cameras give.
    /// </summary>
    Nv12,
}

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
