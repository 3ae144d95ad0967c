using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>
/// The views that an image needs. Every face inside the image whose longer side is at least <see cref="LeastFace"/> is whole in at
/// least one of them, away from the edges that cut the image, with no fewer input pixels than the finder was trained for.
/// </summary>
public sealed record ViewPlan
{
    /// <summary>
    /// Image pixels per input pixel are never fewer, however small the image or the faces: enlarging further shows nothing new.
    /// </summary>
    public const double LeastRatio = 0.25;

    // By how much the finest level is made coarser until the views are few enough.
    private static readonly double Coarsening = Math.Pow(2, 1.0 / 8);

    private ViewPlan(int width, int height, ImmutableArray<View> views, double leastFace)
    {
        ImageWidth = width;
        ImageHeight = height;
        Views = views;
        LeastFace = leastFace;
    }

    /// <summary>Width of the upright full-resolution image.</summary>
    public int ImageWidth { get; }

    /// <summary>Height of the upright full-resolution image.</summary>
    public int ImageHeight { get; }

    /// <summary>The views: the whole image, then tiles from the finest level on.</summary>
    public ImmutableArray<View> Views { get; }

    /// <summary>Longer side of the smallest face that the views show well enough, in image pixels.</summary>
    public double LeastFace { get; }

    /// <summary>Whether smaller faces were wanted than the views show: there may not be enough views, or enlarging would not help.</summary>
    public bool IsReduced { get; private init; }

    /// <summary>How many full-resolution pixels may become one pixel of a shrunk image without loss for these views.</summary>
    public double MaxShrink => Math.Max(1, Views.Min(static view => view.Ratio));

    /// <summary>Plans the views of an image.</summary>
    /// <param name="package">The finder.</param>
    /// <param name="width">Width of the upright full-resolution image, above 0.</param>
    /// <param name="height">Height of the upright full-resolution image, above 0.</param>
    /// <param name="minFace">
    /// Longer side of the smallest faces that are wanted, in image pixels; <see langword="null"/> for what the view of the whole
    /// image shows.
    /// </param>
    /// <param name="maxViews">The largest number of views, above 0; where it would be exceeded, the finest levels that fit are taken.</param>
    public static ViewPlan Create(FinderPackage package, int width, int height, double? minFace, int maxViews)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxViews);
        if (minFace is double wanted && !(wanted > 0 && double.IsFinite(wanted)))
        {
            throw new ArgumentOutOfRangeException(nameof(minFace), minFace, "The side of a face is a number of pixels above 0.");
        }

        double least = package.Faces.Least;
        double whole = Math.Max(Math.Max(width, height) / (double)package.View.Size, LeastRatio);
        var wholeView = new View((width - 1) / 2.0, (height - 1) / 2.0, whole, ViewEdges.None);
        double asked = minFace is double face ? face / least : whole;
        double finest = Math.Max(asked, LeastRatio);
        for (; finest < whole; finest *= Coarsening)
        {
            var levels = ViewLevels.Create(package.View, least, finest, whole, width, height);
            if (levels.Count < maxViews)
            {
                return new ViewPlan(width, height, [wholeView, .. levels.Tiles()], least * finest) { IsReduced = finest > asked };
            }
        }

        return new ViewPlan(width, height, [wholeView], least * whole) { IsReduced = asked < whole };
    }
}

// Tiles along one axis of an image: the first begins with it, the last ends with it, all equally far apart.
internal readonly struct TileAxis
{
    // A tile more is not made for what is only rounding.
    private const double Rounding = 1e-9;

    private readonly double _length;
    private readonly double _ratio;
    private readonly int _size;

    /// <param name="pixels">Pixels of the image along the axis.</param>
    /// <param name="ratio">Image pixels per input pixel.</param>
    /// <param name="size">Side of a tile in input pixels.</param>
    /// <param name="step">The farthest that tiles may lie apart, in input pixels.</param>
    public TileAxis(int pixels, double ratio, int size, double step)
    {
        _length = (pixels - 1) / ratio;
        _ratio = ratio;
        _size = size;
        double rest = _length - (size - 1);
        Count = rest <= 0 ? 1 : 1 + (long)Math.Ceiling((rest / step) - Rounding);
    }

    /// <summary>The number of tiles.</summary>
    public long Count { get; }

    /// <summary>The middle of a tile in image pixels.</summary>
    public double Center(long tile)
    {
        double first = Count == 1 ? (_length - (_size - 1)) / 2 : (_length - (_size - 1)) * tile / (Count - 1);
        return (first + ((_size - 1) / 2.0)) * _ratio;
    }
}
