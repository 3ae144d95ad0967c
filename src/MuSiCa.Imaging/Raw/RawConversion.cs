namespace MuSiCa.Imaging;

/// <summary>Copies a part of a <see cref="RawImage"/> to interleaved RGB without gaps.</summary>
internal static class RawConversion
{
    /// <param name="image">The image.</param>
    /// <param name="rows">The rows wanted.</param>
    /// <param name="columns">The columns wanted.</param>
    /// <param name="rgb">Three bytes for each pixel of the part.</param>
    public static void Convert(RawImage image, RowRange rows, RowRange columns, Span<byte> rgb)
    {
        YuvMatrix? matrix = image.Format == PixelFormat.Nv12 ? YuvMatrix.Of(image.Color) : null;
        ReadOnlySpan<byte> data = image.Data.Span;
        for (int row = rows.First; row < rows.End; row++)
        {
            Span<byte> to = rgb.Slice((row - rows.First) * columns.Count * 3, columns.Count * 3);
            ReadOnlySpan<byte> from = data.Slice((int)((long)row * image.RowStride), image.RowBytes);
            switch (image.Format)
            {
                case PixelFormat.Rgb24:
                    from.Slice(columns.First * 3, to.Length).CopyTo(to);
                    break;
                case PixelFormat.Bgr24:
                    SwapRow(from.Slice(columns.First * 3, to.Length), to);
                    break;
                case PixelFormat.Gray8:
                    SpreadRow(from.Slice(columns.First, columns.Count), to);
                    break;
                default:
                    long chroma = image.ChromaStart + ((long)(row / 2) * image.ChromaRowStride);
                    matrix!.ConvertRow(from, data.Slice((int)chroma, image.ChromaRowBytes), columns, to);
                    break;
            }
        }
    }

    /// <summary>Makes RGB of BGR.</summary>
    public static void SwapRow(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (int i = 0; i + 2 < to.Length; i += 3)
        {
            to[i] = from[i + 2];
            to[i + 1] = from[i + 1];
            to[i + 2] = from[i];
        }
    }

    private static void SpreadRow(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to.Slice(3 * i, 3).Fill(from[i]);
        }
    }
}
