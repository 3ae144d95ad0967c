namespace MuSiCa.Inference;

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
