using MuSiCa.Imaging.Interop;

namespace MuSiCa.Imaging;

/// <summary>A region of the image, and one over our memory that its pixels are written to.</summary>
internal sealed unsafe class RowSource : IDisposable
{
    private readonly StripLayout _strip;
    private readonly VipsObjectHandle _region;
    private readonly VipsObjectHandle _memory;
    private readonly VipsObjectHandle _target;

    /// <param name="image">Where rows come from.</param>
    /// <param name="memory">Where they go: <paramref name="memoryRows"/> rows, pinned as long as this object lives.</param>
    /// <param name="strip">What rows are like.</param>
    /// <param name="memoryRows">How many rows the memory holds.</param>
    public RowSource(VipsObjectHandle image, byte* memory, StripLayout strip, int memoryRows)
    {
        _strip = strip;
        _region = Made(Native.vips_region_new(image));
        _memory = Made(Native.vips_image_new_from_memory(
            memory, (nuint)memoryRows * (nuint)strip.RowBytes, strip.Width, memoryRows, strip.Bands, (int)strip.Format));
        _target = Made(Native.vips_region_new(_memory));
        if (Native.vips_region_image(_target, new VipsRect(0, 0, strip.Width, memoryRows)) != 0)
        {
            throw Failure();
        }
    }

    /// <summary>Writes a strip of rows to row <paramref name="at"/> of the memory.</summary>
    public void Read(int top, int rows, int at, ImageFormat format)
    {
        if (Native.vips_region_prepare_to(_region, _target, new VipsRect(0, top, _strip.Width, rows), 0, at) == 0)
        {
            return;
        }

        VipsError.Clear();
        throw Fault.Corrupt($"The {format.Name()} is damaged: decoding stopped in rows {top} to {top + rows - 1} of {_strip.Height}.");
    }

    public void Dispose()
    {
        _target.Dispose();
        _memory.Dispose();
        _region.Dispose();
    }

    private static VipsObjectHandle Made(nint reference) => reference != 0 ? new VipsObjectHandle(reference) : throw Failure();

    private static InvalidOperationException Failure()
    {
        VipsError.Clear();
        return new InvalidOperationException("libvips could not address pixels in memory.");
    }
}
