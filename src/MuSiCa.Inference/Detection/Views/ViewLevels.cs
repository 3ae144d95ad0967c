namespace MuSiCa.Inference;

// The levels of tiles between the finest ratio and the view of the whole image. Each level shows every face whole whose longer side
// is between least input pixels and factor times as many; there the next level takes over, and after the last the whole view.
internal sealed class ViewLevels
{
    // Fewer levels need wider overlaps. The number of tiles is least near 2.7 and flat around it.
    private const double WidestFactor = 3;

    // Found boxes are not exact: an overlap is so much wider than the faces it must hold.
    private const double OverlapSlack = 1.125;

    private readonly ViewLayout _layout;
    private readonly double _step;
    private readonly int _width;
    private readonly int _height;

    private ViewLevels(ViewLayout layout, double[] ratios, double step, int width, int height)
    {
        _layout = layout;
        _step = step;
        _width = width;
        _height = height;
        Ratios = ratios;
        Count = ratios.Sum(ratio => Across(ratio).Count * Down(ratio).Count);
    }

    /// <summary>Image pixels per input pixel of the levels, finest first.</summary>
    public IReadOnlyList<double> Ratios { get; }

    /// <summary>The number of tiles.</summary>
    public long Count { get; }

    /// <param name="layout">The views.</param>
    /// <param name="least">Longer side of the smallest faces, input pixels.</param>
    /// <param name="finest">The ratio of the finest level, below that of the whole view.</param>
    /// <param name="whole">The ratio of the view of the whole image.</param>
    /// <param name="width">Width of the image.</param>
    /// <param name="height">Height of the image.</param>
    public static ViewLevels Create(ViewLayout layout, double least, double finest, double whole, int width, int height)
    {
        double usable = layout.Size - 1 - (2 * View.CutMargin);

        // An overlap of more than half a tile would show everything three times.
        double widest = Math.Min(WidestFactor, usable / (2 * OverlapSlack * least));
        int levels = Math.Max(1, (int)Math.Ceiling(Math.Log(whole / finest) / Math.Log(widest)));
        double factor = Math.Pow(whole / finest, 1.0 / levels);
        double step = usable - (OverlapSlack * least * factor);
        double[] ratios = [.. Enumerable.Range(0, levels).Select(level => finest * Math.Pow(factor, level))];
        return new ViewLevels(layout, ratios, step, width, height);
    }

    /// <summary>The tiles, finest level first, row by row.</summary>
    public IEnumerable<View> Tiles()
    {
        foreach (double ratio in Ratios)
        {
            TileAxis across = Across(ratio);
            TileAxis down = Down(ratio);
            for (long row = 0; row < down.Count; row++)
            {
                for (long column = 0; column < across.Count; column++)
                {
                    ViewEdges cut = (column > 0 ? ViewEdges.Left : 0)
                        | (row > 0 ? ViewEdges.Top : 0)
                        | (column < across.Count - 1 ? ViewEdges.Right : 0)
                        | (row < down.Count - 1 ? ViewEdges.Bottom : 0);
                    yield return new View(across.Center(column), down.Center(row), ratio, cut);
                }
            }
        }
    }

    private TileAxis Across(double ratio) => new(_width, ratio, _layout.Size, _step);

    private TileAxis Down(double ratio) => new(_height, ratio, _layout.Size, _step);
}
