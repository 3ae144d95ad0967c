namespace MuSiCa.Service.Pictures;

/// <summary>Turns, scales and moves: (x, y) becomes (A x - B y + X, B x + A y + Y).</summary>
/// <param name="A">Scale times the cosine of the turn.</param>
/// <param name="B">Scale times its sine.</param>
/// <param name="X">Movement along X.</param>
/// <param name="Y">Movement along Y.</param>
internal readonly record struct SimilarityTransform(double A, double B, double X, double Y)
{
    // Of a pixel squared: points nearer to each other have no direction.
    private const double LeastSpread = 1e-6;

    /// <summary>The transform that brings points as near as can be to others, by the sum of squared distances.</summary>
    /// <param name="from">The points.</param>
    /// <param name="to">Where they belong, as many.</param>
    /// <returns>Null where the points are one place, or no numbers.</returns>
    public static SimilarityTransform? Fit(ReadOnlySpan<(double X, double Y)> from, ReadOnlySpan<(double X, double Y)> to)
    {
        (double X, double Y) centre = Mean(from);
        (double X, double Y) target = Mean(to);
        (double spread, double along, double across) = (0, 0, 0);
        for (int i = 0; i < from.Length; i++)
        {
            (double x, double y) = (from[i].X - centre.X, from[i].Y - centre.Y);
            (double u, double v) = (to[i].X - target.X, to[i].Y - target.Y);
            spread += (x * x) + (y * y);
            along += (x * u) + (y * v);
            across += (x * v) - (y * u);
        }

        (double a, double b) = (along / spread, across / spread);
        return spread > LeastSpread && (a * a) + (b * b) is > 0 and < double.PositiveInfinity
            ? new SimilarityTransform(
                a, b, target.X - (a * centre.X) + (b * centre.Y), target.Y - (b * centre.X) - (a * centre.Y))
            : null;
    }

    /// <summary>Where a point comes to lie.</summary>
    public (double X, double Y) Apply(double x, double y) => ((A * x) - (B * y) + X, (B * x) + (A * y) + Y);

    /// <summary>The way back.</summary>
    public SimilarityTransform Inverse()
    {
        double size = (A * A) + (B * B);
        (double a, double b) = (A / size, -B / size);
        return new SimilarityTransform(a, b, -((a * X) - (b * Y)), -((b * X) + (a * Y)));
    }

    private static (double X, double Y) Mean(ReadOnlySpan<(double X, double Y)> points)
    {
        (double x, double y) = (0, 0);
        foreach ((double px, double py) in points)
        {
            x += px;
            y += py;
        }

        return (x / points.Length, y / points.Length);
    }
}
