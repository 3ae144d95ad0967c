using System.Runtime.InteropServices;

namespace MuSiCa.Imaging;

/// <summary>Lays strips of stored rows into the upright image.</summary>
internal static class OrientedPlacement
{
    /// <param name="strip">RGB bytes of whole stored rows.</param>
    /// <param name="top">The first of these rows.</param>
    /// <param name="width">Stored width in pixels.</param>
    /// <param name="height">Stored height in pixels.</param>
    /// <param name="orientation">EXIF orientation, 1 to 8.</param>
    /// <param name="output">RGB bytes of the upright image, 3 * width * height.</param>
    public static void Place(ReadOnlySpan<byte> strip, int top, int width, int height, int orientation, Span<byte> output)
    {
        var from = MemoryMarshal.Cast<byte, RgbColor>(strip);
        var to = MemoryMarshal.Cast<byte, RgbColor>(output);
        if (Orientations.SwapsAxes(orientation))
        {
            PlaceAsColumns(from, top, width, height, orientation, to);
        }
        else
        {
            PlaceAsRows(from, top, width, height, orientation, to);
        }
    }

    private static void PlaceAsRows(
        ReadOnlySpan<RgbColor> from, int top, int width, int height, int orientation, Span<RgbColor> to)
    {
        for (var y = 0; y < from.Length / width; y++)
        {
            var target = Orientations.FlipsY(orientation) ? height - 1 - top - y : top + y;
            var run = to.Slice(target * width, width);
            from.Slice(y * width, width).CopyTo(run);
            if (Orientations.FlipsX(orientation))
            {
                run.Reverse();
            }
        }
    }

    /// <summary>Stored column x becomes an upright row; the strip gives a run of it as long as the strip is high.</summary>
    private static void PlaceAsColumns(
        ReadOnlySpan<RgbColor> from, int top, int width, int height, int orientation, Span<RgbColor> to)
    {
        var rows = from.Length / width;
        var (left, firstRow, step) = Orientations.FlipsX(orientation)
            ? (height - top - rows, (rows - 1) * width, -width)
            : (top, 0, width);
        for (var x = 0; x < width; x++)
        {
            var target = Orientations.FlipsY(orientation) ? width - 1 - x : x;
            var run = to.Slice((target * height) + left, rows);
            var source = firstRow + x;
            for (var i = 0; i < run.Length; i++)
            {
                run[i] = from[source];
                source += step;
            }
        }
    }
}

/// <summary>Where pixel i of a decoded axis lies on the full-resolution one: i * Scale + Offset, centres at integers.</summary>
internal readonly record struct AxisMapping(double Scale, double Offset)
{
    /// <summary>Pixel i covers the full-resolution pixels from i * scale up to (i + 1) * scale.</summary>
    public static AxisMapping Covering(double scale) => new(scale, (scale - 1) / 2);

    /// <summary>The same axis counted from its other end, where <paramref name="full"/> pixels became <paramref name="decoded"/>.</summary>
    /// <remarks>Without this, what a partial last block loses would shift everything after a flip.</remarks>
    public AxisMapping Flip(int full, int decoded) => this with { Offset = full - 1 - ((decoded - 1) * Scale) - Offset };
}
