using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>Where the time of a face went, summed over its stages. Faces of a batch share its time, they do not divide it.</summary>
/// <param name="Waited">In the queues, until a lane took it.</param>
/// <param name="Gathered">While the patches of its batches were cut out, and until the device was free for them.</param>
/// <param name="Executed">While stages ran on its batches.</param>
public readonly record struct FaceTiming(TimeSpan Waited, TimeSpan Gathered, TimeSpan Executed);

/// <summary>How a face left the cascade. Its landmarks are in the face itself.</summary>
/// <param name="Stages">Number of stages that ran in the pass that its landmarks come from, at least 1.</param>
/// <param name="Exit">Why it left.</param>
/// <param name="PredictedError">Inter-ocular NME that the last stage expects, as a fraction (0.04 = 4 %).</param>
/// <param name="Status">Whether the landmarks can be relied on.</param>
/// <param name="Degraded">Whether it left earlier than its threshold allows, because of the degraded mode.</param>
/// <param name="Timing">Where its time went.</param>
public readonly record struct FaceOutcome(
    int Stages,
    ExitReason Exit,
    float PredictedError,
    AlignmentStatus Status,
    bool Degraded,
    FaceTiming Timing)
{
    /// <summary>How many times it went through the cascade.</summary>
    public int Passes { get; init; } = 1;

    /// <summary>The threshold that it was held to in its last stage, where that follows what exits cost; null where it does not.</summary>
    public float? Threshold { get; init; }

    /// <summary>Takes the landmarks out of a face that its caller has back.</summary>
    public FaceAlignment Describe(PreparedFace face)
    {
        ArgumentNullException.ThrowIfNull(face);
        return new FaceAlignment(face.Box, face.CopyLandmarks(), Stages, Exit, PredictedError, Status, Degraded)
        {
            Passes = Passes,
            Threshold = Threshold,
            Spread = face.CopySpread(),
            MultiplyAdds = face.Progress.MultiplyAdds,
        };
    }
}
