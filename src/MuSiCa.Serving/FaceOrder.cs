using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>What a caller asks for the faces of one request.</summary>
/// <param name="Faces">How many faces will be handed over, above 0.</param>
public sealed record FaceOrder(int Faces)
{
    /// <summary>When the faces may leave the cascade; by default as the model's calibration says.</summary>
    public ExitLimits Limits { get; init; } = ExitLimits.Default;

    /// <summary>The class in which the faces wait.</summary>
    public FacePriority Priority { get; init; } = FacePriority.Interactive;

    /// <summary>
    /// How long the caller waits from now on; <see langword="null"/> without an end. A face that has run at least one stage
    /// leaves with what it has when the next one would take too long.
    /// </summary>
    public TimeSpan? TimeLeft { get; init; }
}
