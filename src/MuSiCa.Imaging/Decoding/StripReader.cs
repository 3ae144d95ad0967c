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
    /// <param name="rows">The rows to keep.</param>
    /// <param name="output">RGB bytes of these rows, upright.</param>
    /// <param name="cancellationToken">Looked at before each strip.</param>
    public static void Read(
        VipsObjectHandle loaded, ImageHeader header, RowRange rows, Span<byte> output, CancellationToken cancellationToken)
    {
        if (!CmykProfile.IsAttached(loaded, header.Info.Format))
        {
            ReadRows(loaded, header, rows, output, cancellationToken);
            return;
        }

        using var converted = CmykProfile.Apply(loaded);
        ReadRows(converted, header, rows, output, cancellationToken);
    }

    /// <summary>Pulls all rows and keeps none of them.</summary>
    public static void ReadAll(VipsObjectHandle loaded, ImageHeader header, CancellationToken cancellationToken)
    {
        var strip = StripLayout.Of(loaded, header.Info.Format);
        var scratch = new NativeBytes(strip.Rows * strip.RowBytes);
        try
        {
            fixed (byte* memory = scratch.GetSpan())
            {
                using var source = new RowSource(loaded, memory, strip, strip.Rows);
                for (var top = 0; top < strip.Height; top += strip.Rows)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    source.Read(top, Math.Min(strip.Rows, strip.Height - top), 0, header.Info.Format);
                }
            }
        }
        finally
        {
            scratch.Return();
        }
    }

    private static void ReadRows(
        VipsObjectHandle image, ImageHeader header, RowRange rows, Span<byte> output, CancellationToken cancellationToken)
    {
        var strip = StripLayout.Of(image, header.Info.Format);
        if (strip.IsRgb && header.Info.Orientation == Orientations.Upright)
        {
            fixed (byte* pixels = output)
            {
                using var source = new RowSource(image, pixels, strip, rows.Count);
                for (var top = rows.First; top < rows.End; top += strip.Rows)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    source.Read(top, Math.Min(strip.Rows, rows.End - top), top - rows.First, header.Info.Format);
                }
            }

            return;
        }

        var scratch = new NativeBytes(strip.ScratchBytes);
        try
        {
            var samples = scratch.GetSpan()[..(strip.Rows * strip.RowBytes)];
            var rgb = scratch.GetSpan()[samples.Length..];
            fixed (byte* memory = samples)
            {
                using var source = new RowSource(image, memory, strip, strip.Rows);
                for (var top = rows.First; top < rows.End; top += strip.Rows)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var count = Math.Min(strip.Rows, rows.End - top);
                    source.Read(top, count, 0, header.Info.Format);
                    var used = count * strip.Width;
                    RgbConversion.Convert(samples[..(count * strip.RowBytes)], strip.Colour, strip.IsWide, rgb[..(3 * used)]);
                    OrientedPlacement.Place(
                        rgb[..(3 * used)], top - rows.First, strip.Width, rows.Count, header.Info.Orientation, output);
                }
            }
        }
        finally
        {
            scratch.Return();
        }
    }
}

/// <summary>What the pixels of a loaded image are, and how many rows of them make a strip.</summary>
internal readonly record struct StripLayout(int Width, int Height, SampleColour Colour, bool IsWide, int Rows)
{
    // Fits the second-level cache. Loaders deliver 8 or 16 rows at once.
    private const int TargetBytes = 256 * 1024;
    private const int RowGranularity = 16;

    public int Bands => Colour == SampleColour.Inks ? 4 : (int)Colour;

    public int RowBytes => Width * Bands * (IsWide ? 2 : 1);

    public int RgbRowBytes => Width * 3;

    /// <summary>A strip as the loader delivers it and as RGB.</summary>
    public int ScratchBytes => Rows * (RowBytes + RgbRowBytes);

    public bool IsRgb => Colour == SampleColour.Rgb && !IsWide;

    public VipsFormat Format => IsWide ? VipsFormat.UShort : VipsFormat.UChar;

    public static StripLayout Of(VipsObjectHandle image, ImageFormat format)
    {
        var samples = (VipsFormat)Native.vips_image_get_format(image);
        var bands = Native.vips_image_get_bands(image);
        if (samples is not (VipsFormat.UChar or VipsFormat.UShort) || bands is < 1 or > 4)
        {
            throw Fault.Unsupported($"The {format.Name()} has {bands} bands of format {samples}; that is not read.");
        }

        var colour = bands == 4 && format == ImageFormat.Jpeg ? SampleColour.Inks : (SampleColour)bands;
        return Of(Native.vips_image_get_width(image), Native.vips_image_get_height(image), colour, samples == VipsFormat.UShort);
    }

    public static StripLayout Of(int width, int height, SampleColour colour, bool isWide)
    {
        var layout = new StripLayout(width, height, colour, isWide, 0);
        var rows = TargetBytes / layout.RowBytes / RowGranularity * RowGranularity;
        return layout with { Rows = Math.Min(Math.Max(rows, RowGranularity), layout.Height) };
    }
}
