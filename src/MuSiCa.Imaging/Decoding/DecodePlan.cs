namespace MuSiCa.Imaging;

/// <summary>
/// What decoding one image will take, known before any pixel is decoded: <see cref="ImageDecoder.Plan(ReadOnlyMemory{byte}, double, ImageRegion?)"/>
/// makes it, and the decoder carries it out.
/// </summary>
public sealed class DecodePlan
{
    private DecodePlan(ImageInfo info, long pixelBytes, DecodeCost cost, int sourceLength)
    {
        Info = info;
        PixelBytes = pixelBytes;
        ScratchBytes = cost.ScratchBytes;
        Work = cost.Milliseconds;
        SourceLength = sourceLength;
    }

    /// <summary>What the header says of the image.</summary>
    public ImageInfo Info { get; }

    /// <summary>Bytes of the result's pixels, exactly; 0 where the samples of a raw image are the result.</summary>
    public long PixelBytes { get; }

    /// <summary>The most bytes that decoding needs beside them until it is done, native and managed.</summary>
    public long ScratchBytes { get; }

    /// <summary>The most bytes at once.</summary>
    public long PeakBytes => PixelBytes + ScratchBytes;

    /// <summary>Processor time that decoding is expected to take on a reference machine, milliseconds.</summary>
    public double Work { get; }

    /// <summary>Bytes of what was planned.</summary>
    internal int SourceLength { get; }

    /// <summary>The header of an encoded image.</summary>
    internal ImageHeader Header { get; private init; }

    /// <summary>How an encoded image will be loaded.</summary>
    internal LoadPlan Load { get; private init; }

    /// <summary>The part of a raw image that will be converted; null of an encoded one.</summary>
    internal RawPart? Part { get; private init; }

    /// <param name="header">The header of the image.</param>
    /// <param name="load">How it will be loaded.</param>
    /// <param name="encoded">The image.</param>
    internal static DecodePlan Of(ImageHeader header, LoadPlan load, ReadOnlySpan<byte> encoded)
    {
        var lacksEnd = header.Ending == ImageEnding.OnlyEndMissing
            || (header.Ending == ImageEnding.NotSought && JpegScans.SeemsToLackEnd(encoded));
        return new DecodePlan(
            header.Info, 3L * load.Width * load.Rows.Count, DecodeCost.Of(header, load, encoded.Length, lacksEnd), encoded.Length)
        {
            Header = header,
            Load = load,
        };
    }

    /// <param name="info">What was checked of the image.</param>
    /// <param name="part">What will be converted.</param>
    /// <param name="length">Bytes of the image.</param>
    internal static DecodePlan Of(ImageInfo info, RawPart part, int length) =>
        new(info, part.PixelBytes, DecodeCost.Of(part), length) { Part = part };
}

/// <summary>
/// A part of an upright photo at full resolution, from one position up to another in pixels, pixel centres at integers. May
/// reach over the edges.
/// </summary>
/// <param name="Left">Where it begins along X.</param>
/// <param name="Top">Where it begins along Y.</param>
/// <param name="Right">Where it ends along X, not below <paramref name="Left"/>.</param>
/// <param name="Bottom">Where it ends along Y, not below <paramref name="Top"/>.</param>
public readonly record struct ImageRegion(double Left, double Top, double Right, double Bottom)
{
    /// <summary>The smallest region that holds this one and another.</summary>
    public ImageRegion Union(ImageRegion other) => new(
        Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));
}

/// <summary>Rows of a decoded image, as stored.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many, at least 1.</param>
internal readonly record struct RowRange(int First, int Count)
{
    public int End => First + Count;

    /// <summary>The rows that a region of the upright image needs, with a row more on each side than it touches.</summary>
    /// <param name="header">The image.</param>
    /// <param name="region">The region.</param>
    /// <param name="mapping">From decoded rows to stored ones.</param>
    /// <param name="height">Decoded rows there are.</param>
    public static RowRange Of(ImageHeader header, ImageRegion region, AxisMapping mapping, int height)
    {
        int orientation = header.Info.Orientation;
        var swaps = Orientations.SwapsAxes(orientation);
        var (low, high) = swaps ? (region.Left, region.Right) : (region.Top, region.Bottom);
        if (swaps ? Orientations.FlipsX(orientation) : Orientations.FlipsY(orientation))
        {
            (low, high) = (header.StoredHeight - 1 - high, header.StoredHeight - 1 - low);
        }

        var first = (int)Math.Clamp(Math.Floor((low - mapping.Offset) / mapping.Scale) - 1, 0, height - 1);
        var last = (int)Math.Clamp(Math.Ceiling((high - mapping.Offset) / mapping.Scale) + 1, first, height - 1);
        return new RowRange(first, last - first + 1);
    }
}
