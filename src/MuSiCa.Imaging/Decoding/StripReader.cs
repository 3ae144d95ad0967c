using System.Buffers;
using MuSiCa.Imaging.Interop;

namespace MuSiCa.Imaging;

/// <summary>
/// Pulls the rows of a loaded image through libvips in strips, on the calling thread, and lays them into the upright
/// result: no thread is started, no copy of the whole image is made, and a cancellation is noticed at the next strip.
/// </summary>
internal static unsafe class StripReader
{
    /// <param name="loaded">What <see cref="ImageLoader"/> opened.</param>
    /// <param name="header">The header of it.</param>
    /// <param name="output">RGB bytes of the upright image.</param>
    /// <param name="cancellationToken">Looked at before each strip.</param>
    public static void Read(VipsObjectHandle loaded, ImageHeader header, Span<byte> output, CancellationToken cancellationToken)
    {
        if (!CmykProfile.IsAttached(loaded, header.Info.Format))
        {
            ReadRows(loaded, header, output, cancellationToken);
            return;
        }

        using var converted = CmykProfile.Apply(loaded);
        ReadRows(converted, header, output, cancellationToken);
    }

    private static void ReadRows(VipsObjectHandle image, ImageHeader header, Span<byte> output, CancellationToken cancellationToken)
    {
        var strip = StripLayout.Of(image, header.Info.Format);
        if (strip.IsRgb && header.Info.Orientation == Orientations.Upright)
        {
            fixed (byte* pixels = output)
            {
                using var source = new RowSource(image, pixels, strip, strip.Height);
                for (var top = 0; top < strip.Height; top += strip.Rows)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    source.Read(top, top, header.Info.Format);
                }
            }

            return;
        }

        var scratch = ArrayPool<byte>.Shared.Rent(strip.Rows * (strip.RowBytes + strip.RgbRowBytes));
        try
        {
            var rgb = scratch.AsSpan(strip.Rows * strip.RowBytes, strip.Rows * strip.RgbRowBytes);
            fixed (byte* rows = scratch)
            {
                using var source = new RowSource(image, rows, strip, strip.Rows);
                for (var top = 0; top < strip.Height; top += strip.Rows)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var count = source.Read(top, 0, header.Info.Format);
                    var used = count * strip.Width;
                    RgbConversion.Convert(scratch.AsSpan(0, count * strip.RowBytes), strip.Colour, strip.IsWide, rgb[..(3 * used)]);
                    OrientedPlacement.Place(rgb[..(3 * used)], top, strip.Width, strip.Height, header.Info.Orientation, output);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }
}
