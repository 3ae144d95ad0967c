namespace MuSiCa.Inference;

/// <summary>
/// Smooths the landmarks of one face: strongly while it rests, hardly while it moves (Casiez, Roussel, Vogel: 1€ Filter, CHI 2012).
/// </summary>
internal sealed class OneEuroFilter(SmoothingOptions options)
{
    private const double SpeedCutoff = 1;

    // After such a gap the past says nothing about the present.
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(1);

    private float[] _values = [];
    private float[] _speeds = [];
    private TimeSpan _time;

    /// <summary>Smooths in place.</summary>
    /// <param name="landmarks">x0, y0, x1, y1, … in image pixels.</param>
    /// <param name="side">Side of the face's box in image pixels.</param>
    /// <param name="time">When the frame was taken.</param>
    public void Apply(Span<float> landmarks, float side, TimeSpan time)
    {
        TimeSpan gap = time - _time;
        _time = time;
        if (_values.Length != landmarks.Length || gap <= TimeSpan.Zero || gap > LongestGap)
        {
            _values = landmarks.ToArray();
            _speeds = new float[landmarks.Length];
            return;
        }

        double seconds = gap.TotalSeconds;
        float speedShare = Share(SpeedCutoff, seconds);
        for (int i = 0; i < landmarks.Length; i++)
        {
            float speed = (float)((landmarks[i] - _values[i]) / (seconds * side));
            _speeds[i] += speedShare * (speed - _speeds[i]);
            float share = Share(options.MinCutoff + (options.Beta * Math.Abs(_speeds[i])), seconds);
            _values[i] += share * (landmarks[i] - _values[i]);
        }

        _values.CopyTo(landmarks);
    }

    // Weight of the new value in a first-order low pass.
    private static float Share(double cutoff, double seconds)
    {
        double ratio = 2 * Math.PI * cutoff * seconds;
        return (float)(ratio / (ratio + 1));
    }
}

/// <summary>Settings of the One-Euro filter; speeds are in sides of the face's box a second.</summary>
/// <param name="MinCutoff">Cut-off frequency of a face at rest in hertz, above 0; lower is steadier.</param>
/// <param name="Beta">How fast the cut-off rises with speed, at least 0; higher lags less.</param>
public sealed record SmoothingOptions(float MinCutoff = SmoothingOptions.DefaultMinCutoff, float Beta = SmoothingOptions.DefaultBeta)
{
    /// <summary>Default of <see cref="MinCutoff"/>.</summary>
    public const float DefaultMinCutoff = 1;

    /// <summary>Default of <see cref="Beta"/>.</summary>
    public const float DefaultBeta = 20;
}
