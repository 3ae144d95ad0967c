namespace MuSiCa.Inference;

/// <summary>
/// A square part of an image as the finder looks at it: input pixel u lies at X = CenterX + (u - (size-1)/2) * Ratio, in pixels of
/// the upright full-resolution image with pixel centres at integers.
/// </summary>
/// <param name="CenterX">X of the middle.</param>
/// <param name="CenterY">Y of the middle.</param>
/// <param name="Ratio">Image pixels per input pixel, above 0.</param>
/// <param name="Cut">The edges beyond which the image goes on.</param>
public readonly record struct View(double CenterX, double CenterY, double Ratio, ViewEdges Cut)
{
    /// <summary>How near to a cut edge a find may come, in input pixels: nearer ones are parts of a face that another view shows whole.</summary>
    public const double CutMargin = 2;

    /// <summary>Where the pixels of the view lie in the image.</summary>
    public FrameTransform Transform(ViewLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new FrameTransform(CenterX, CenterY, Ratio, layout.Center);
    }

    /// <summary>Whether a box, given by its edges in input pixels, keeps away from the edges that cut the image.</summary>
    public bool ShowsWhole(ViewLayout layout, double left, double top, double right, double bottom)
    {
        ArgumentNullException.ThrowIfNull(layout);
        double last = layout.Size - 1 - CutMargin;
        return !((Cut & ViewEdges.Left) != 0 && left < CutMargin)
            && !((Cut & ViewEdges.Top) != 0 && top < CutMargin)
            && !((Cut & ViewEdges.Right) != 0 && right > last)
            && !((Cut & ViewEdges.Bottom) != 0 && bottom > last);
    }

    /// <summary>A box in pixels of the image, from its edges in input pixels.</summary>
    public BoundingBox ToImage(ViewLayout layout, double left, double top, double right, double bottom)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new BoundingBox(
            (float)(CenterX + ((left - layout.Center) * Ratio)),
            (float)(CenterY + ((top - layout.Center) * Ratio)),
            (float)((right - left) * Ratio),
            (float)((bottom - top) * Ratio));
    }
}

/// <summary>Edges of a view.</summary>
[Flags]
public enum ViewEdges
{
    /// <summary>No edge.</summary>
    None = 0,

    /// <summary>The left edge.</summary>
    Left = 1,

    /// <summary>The upper edge.</summary>
    Top = 2,

    /// <summary>The right edge.</summary>
    Right = 4,

    /// <summary>The lower edge.</summary>
    Bottom = 8,
}
