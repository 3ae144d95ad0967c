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
