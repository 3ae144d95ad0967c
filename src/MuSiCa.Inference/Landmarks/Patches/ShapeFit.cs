namespace MuSiCa.Inference;

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

    private static (double X, double Y) Middle(ReadOnlySpan<float> shape)
    {
        (double x, double y) = (0, 0);
        for (int i = 0; i + 1 < shape.Length; i += 2)
        {
            (x, y) = (x + shape[i], y + shape[i + 1]);
        }

        return (2 * x / shape.Length, 2 * y / shape.Length);
    }
}
