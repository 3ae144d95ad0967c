namespace MuSiCa.Imaging;

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
