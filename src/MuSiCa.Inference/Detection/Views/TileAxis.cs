namespace MuSiCa.Inference;

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
