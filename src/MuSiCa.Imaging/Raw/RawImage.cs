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
