namespace MuSiCa.Imaging;

/// <summary>
/// Pixels of a photo or a part of it, upright, perhaps at less than full resolution. Pixel centres lie at integers in both frames:
/// pixel (x, y) here is at (x * <see cref="ScaleX"/> + <see cref="OffsetX"/>, y * <see cref="ScaleY"/> +
/// <see cref="OffsetY"/>) of the upright photo at full resolution.
/// </summary>
/// <remarks>
/// A shrunk JPEG lacks the last rows and columns (as stored, before orientation) where its size is no multiple of the
/// shrink: up to shrink - 1 full-resolution pixels. The offsets account for that.
/// </remarks>
public sealed class DecodedImage : IDisposable
{
    private readonly ReadOnlyMemory<byte> _pixels;
    private NativeBytes? _buffer;
    private bool _isDisposed;

    private DecodedImage(ImageInfo info, int width, int height, AxisMapping x, AxisMapping y, ReadOnlyMemory<byte> pixels, NativeBytes? buffer)
    {
        (Info, Width, Height) = (info, width, height);
        (ScaleX, OffsetX) = x;
        (ScaleY, OffsetY) = y;
        (_pixels, _buffer) = (pixels, buffer);
    }

    /// <summary>Describes upright pixels that were loaded by a plan.</summary>
    internal static DecodedImage Create(ImageHeader header, LoadPlan plan, NativeBytes pixels)
    {
        var info = header.Info;
        var swaps = Orientations.SwapsAxes(info.Orientation);
        var (width, height) = swaps ? (plan.Rows.Count, plan.Width) : (plan.Width, plan.Rows.Count);
        var (x, y) = swaps ? (plan.MappingY(header), plan.MappingX(header)) : (plan.MappingX(header), plan.MappingY(header));
        return new DecodedImage(
            info,
            width,
            height,
            Orientations.FlipsX(info.Orientation) ? x.Flip(info.Width, width) : x,
            Orientations.FlipsY(info.Orientation) ? y.Flip(info.Height, height) : y,
            pixels.Memory,
            pixels);
    }

    /// <summary>Describes a part of an upright image at full resolution.</summary>
    internal static DecodedImage Create(ImageInfo info, RowRange rows, RowRange columns, NativeBytes pixels) => new(
        info, columns.Count, rows.Count, new AxisMapping(1, columns.First), new AxisMapping(1, rows.First), pixels.Memory, pixels);

    /// <summary>Describes whole rows of an upright image at full resolution in memory that is somebody else's.</summary>
    internal static DecodedImage Wrap(ImageInfo info, RowRange rows, ReadOnlyMemory<byte> pixels) => new(
        info, info.Width, rows.Count, new AxisMapping(1, 0), new AxisMapping(1, rows.First), pixels, null);

    /// <summary>What the header says; its size is that of the photo at full resolution.</summary>
    public ImageInfo Info { get; }

    /// <summary>Pixels across, here.</summary>
    public int Width { get; }

    /// <summary>Pixels down, here.</summary>
    public int Height { get; }

    /// <summary>Full-resolution pixels per pixel along X; 1 if not shrunk.</summary>
    public double ScaleX { get; }

    /// <summary>Full-resolution pixels per pixel along Y; 1 if not shrunk.</summary>
    public double ScaleY { get; }

    /// <summary>Full-resolution X of the centre of column 0; 0 if all of it is here and not shrunk.</summary>
    public double OffsetX { get; }

    /// <summary>Full-resolution Y of the centre of row 0; 0 if all of it is here and not shrunk.</summary>
    public double OffsetY { get; }

    /// <summary>R, G, B bytes of sRGB, row after row without gaps: 3 * <see cref="Width"/> * <see cref="Height"/> bytes.</summary>
    /// <exception cref="ObjectDisposedException">The image was disposed of.</exception>
    public ReadOnlySpan<byte> Pixels
    {
        get
        {
            ThrowIfGone();
            return _pixels.Span;
        }
    }

    /// <summary>Gives the memory back. Spans taken from <see cref="Pixels"/> must not be used afterwards.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _isDisposed, true);
        Interlocked.Exchange(ref _buffer, null)?.Return();
    }

    private void ThrowIfGone()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed), this);
    }
}
