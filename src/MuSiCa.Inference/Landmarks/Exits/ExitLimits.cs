namespace MuSiCa.Inference;

/// <summary>What a caller asks of the exits. Everything may be left out; then the model's own threshold and all stages apply.</summary>
/// <param name="MaxError">
/// Leave as soon as the predicted inter-ocular NME is below this fraction (0.04 = 4 %). Goes before <paramref name="Profile"/>.
/// </param>
/// <param name="MaxStages">Never run more stages than this.</param>
/// <param name="Profile">One of the model's named thresholds.</param>
public sealed record ExitLimits(float? MaxError = null, int? MaxStages = null, string? Profile = null)
{
    /// <summary>The model's own threshold and all stages.</summary>
    public static ExitLimits Default { get; } = new();
}
