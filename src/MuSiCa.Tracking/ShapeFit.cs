namespace MuSiCa.Tracking;

/// <summary>
/// The similarity (turn, scale, shift) that lays one shape on another with the least squared distance (Umeyama 1991; in the plane
/// a single complex factor).
/// </summary>
internal readonly record struct ShapeFit(float Cosine, float Sine, float ShiftX, float ShiftY)
{
    /// <summary>Lays a shape on another of as many points.</summary>
    public static ShapeFit Of(ReadOnlySpan<float> from, ReadOnlySpan<float> to)
    {
        int points = from.Length / 2;
        (float fromX, float fromY) = Middle(from);
        (float toX, float toY) = Middle(to);
        (float cosine, float sine, float spread) = (0, 0, 0);
        for (int i = 0; i < 2 * points; i += 2)
        {
            (float x, float y) = (from[i] - fromX, from[i + 1] - fromY);
            (float u, float v) = (to[i] - toX, to[i + 1] - toY);
            cosine += (x * u) + (y * v);
            sine += (x * v) - (y * u);
            spread += (x * x) + (y * y);
        }

        (cosine, sine) = (cosine / spread, sine / spread);
        return new ShapeFit(cosine, sine, toX - (cosine * fromX) + (sine * fromY), toY - (sine * fromX) - (cosine * fromY));
    }

    /// <summary>Takes a point along.</summary>
    public (float X, float Y) Map(float x, float y) => ((Cosine * x) - (Sine * y) + ShiftX, (Sine * x) + (Cosine * y) + ShiftY);

    private static (float X, float Y) Middle(ReadOnlySpan<float> shape)
    {
        (float x, float y) = (0, 0);
        for (int i = 0; i + 1 < shape.Length; i += 2)
        {
            (x, y) = (x + shape[i], y + shape[i + 1]);
        }

        return (x / (shape.Length / 2), y / (shape.Length / 2));
    }
}
