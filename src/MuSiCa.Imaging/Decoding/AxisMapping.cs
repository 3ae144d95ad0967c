namespace MuSiCa.Imaging;

/// <summary>Where pixel i of a decoded axis lies on the full-resolution one: i * Scale + Offset, centres at integers.</summary>
internal readonly record struct AxisMapping(double Scale, double Offset)
{
    /// <summary>Pixel i covers the full-resolution pixels from i * scale up to (i + 1) * scale.</summary>
    public static AxisMapping Covering(double scale) => new(scale, (scale - 1) / 2);

    /// <summary>The same axis counted from its other end, where <paramref name="full"/> pixels became <paramref name="decoded"/>.</summary>
    /// <remarks>Without this, what a partial last block loses would shift everything after a flip.</remarks>
    public AxisMapping Flip(int full, int decoded) => this with { Offset = full - 1 - ((decoded - 1) * Scale) - Offset };
}
