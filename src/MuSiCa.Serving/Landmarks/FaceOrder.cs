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

/// <summary>An order as its faces carry it.</summary>
/// <param name="Plan">When they may leave.</param>
/// <param name="KeepsThreshold">Whether the caller named the threshold.</param>
/// <param name="Priority">Their class.</param>
/// <param name="Due">When the caller stops waiting.</param>
/// <param name="Patience">Time after which a face without a deadline ranks like one whose deadline has come.</param>
internal readonly record struct FaceTerms(ExitPlan Plan, bool KeepsThreshold, FacePriority Priority, TimeSpan Due, TimeSpan Patience)
{
    /// <summary>The profile of an order that names none.</summary>
    public const string Default = "default";

    /// <summary>The profile of an order that names its own threshold.</summary>
    public const string MaxError = "max_error";

    /// <summary>Which threshold the caller asked for: a profile of the model, <see cref="Default"/> or <see cref="MaxError"/>.</summary>
    public string Profile { get; init; } = Default;
}
