using System.Collections.Immutable;

namespace MuSiCa.Inference;

/// <summary>
/// How a face is turned and scaled against the mean shape: a step (x, y) there is (A x - B y, B x + A y) in frame pixels. Fitted by
/// least squares over all landmarks, as docs/pipeline.md ("Patches") defines it.
/// </summary>
internal readonly record struct Similarity(float A, float B)
{
    private const double LeastScale = 0.25;
    private const double MostScale = 4;
    private const double NoScale = 1e-6;

    /// <summary>Neither turned nor scaled.</summary>
    public static Similarity Identity { get; } = new(1, 0);

    /// <summary>The factor by which the face is larger than the mean shape in its box.</summary>
    public float Scale => MathF.Sqrt((A * A) + (B * B));

    /// <summary>Fits landmarks.</summary>
    /// <param name="meanShape">Mean shape x0, y0, …, in units of the box.</param>
    /// <param name="boxSide">Frame pixels of that unit.</param>
    /// <param name="shape">Landmarks x0, y0, …, in frame pixels.</param>
    public static Similarity Fit(ImmutableArray<float> meanShape, int boxSide, ReadOnlySpan<float> shape)
    {
        var fit = ShapeFit.Of(meanShape.AsSpan(), shape);
        (double a, double b) = (fit.Cosine / (double)boxSide, fit.Sine / (double)boxSide);
        double scale = Math.Sqrt((a * a) + (b * b));
        if (!(scale >= NoScale))
        {
            return new Similarity((float)LeastScale, 0);
        }

        double bounded = Math.Clamp(scale, LeastScale, MostScale) / scale;
        return new Similarity((float)(a * bounded), (float)(b * bounded));
    }

    /// <summary>The pyramid level that shows the face as a stage was trained to see it on its own level.</summary>
    public int LevelFor(int stageLevel, int levels) =>
        Math.Clamp(stageLevel + (int)MathF.Floor(MathF.Log2(Scale) + 0.5f), 0, levels - 1);
}

/// <summary>
/// The similarity (turn, scale, shift) that lays one shape on another with the least squared distance (Umeyama 1991; in the plane
/// a single complex factor).
/// </summary>
/// <param name="Cosine">Scale times the cosine of the turn.</param>
/// <param name="Sine">Scale times the sine of the turn.</param>
/// <param name="ShiftX">Horizontal shift, after turn and scale.</param>
/// <param name="ShiftY">Vertical shift, after turn and scale.</param>
public readonly record struct ShapeFit(float Cosine, float Sine, float ShiftX, float ShiftY)
{
    /// <summary>Lays a shape on another of as many points, x0, y0, x1, y1, …; summed in double precision.</summary>
    public static ShapeFit Of(ReadOnlySpan<float> from, ReadOnlySpan<float> to)
    {
        (double fromX, double fromY) = Middle(from);
        (double toX, double toY) = Middle(to);
        (double cosine, double sine, double spread) = (0, 0, 0);
        for (int i = 0; i + 1 < from.Length; i += 2)
        {
            (double x, double y) = (from[i] - fromX, from[i + 1] - fromY);
            (double u, double v) = (to[i] - toX, to[i + 1] - toY);
            cosine += (x * u) + (y * v);
            sine += (x * v) - (y * u);
            spread += (x * x) + (y * y);
        }

        (cosine, sine) = (cosine / spread, sine / spread);
        return new ShapeFit(
            (float)cosine,
            (float)sine,
            (float)(toX - (cosine * fromX) + (sine * fromY)),
            (float)(toY - (sine * fromX) - (cosine * fromY)));
    }

    /// <summary>Takes a point along.</summary>
    public (float X, float Y) Map(float x, float y) => ((Cosine * x) - (Sine * y) + ShiftX, (Sine * x) + (Cosine * y) + ShiftY);

    /// <summary>The mean of the points of a shape, x0, y0, x1, y1, …</summary>
    internal static (double X, double Y) Middle(ReadOnlySpan<float> shape)
    {
        (double x, double y) = (0, 0);
        for (int i = 0; i + 1 < shape.Length; i += 2)
        {
            (x, y) = (x + shape[i], y + shape[i + 1]);
        }

        return (2 * x / shape.Length, 2 * y / shape.Length);
    }
}
