using MuSiCa.Imaging.Interop;

namespace MuSiCa.Imaging;

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
