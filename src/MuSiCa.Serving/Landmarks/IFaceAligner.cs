using System.Diagnostics.CodeAnalysis;

namespace MuSiCa.Serving;

/// <summary>
/// Aligns the faces of many callers at once on one model. Places come first: a caller asks for as many as it has faces,
/// before it spends work on them, and is refused as a whole when they cannot all be taken.
/// </summary>
public interface IFaceAligner
{
    /// <summary>Whether every lane hangs in a stage, so that nothing can be aligned.</summary>
    bool IsStalled { get; }

    /// <summary>Whether the model is left alone because it failed again and again; nothing can be aligned then either.</summary>
    BreakerStatus Breaker { get; }

    /// <summary>Places for faces that there are.</summary>
    int PlaceLimit { get; }

    /// <summary>Places that are taken.</summary>
    int PlacesTaken { get; }

    /// <summary>Takes places for the faces of one caller.</summary>
    /// <param name="order">How many faces, and what is asked for them.</param>
    /// <param name="admission">The places. Dispose of them when the last face has been handed over or none will follow.</param>
    /// <param name="refusal">Why there are none.</param>
    /// <returns>Whether there are places; a refusal costs next to nothing.</returns>
    /// <exception cref="Inference.ExitLimitsException">The limits make no sense for the model.</exception>
    bool TryAdmit(
        FaceOrder order,
        [NotNullWhen(true)] out IFaceAdmission? admission,
        [NotNullWhen(false)] out AdmissionRefusal? refusal);

    /// <summary>
    /// Runs every batch size of every stage, so that the first callers do not pay for it, and measures them. Cancelled, it waits for
    /// no run, which may hang.
    /// </summary>
    Task WarmUpAsync(CancellationToken cancellationToken);

    /// <summary>Refuses new faces from now on and finishes those whose places are taken.</summary>
    /// <returns>Completes when every place is free; cancelling the token only stops the waiting.</returns>
    Task DrainAsync(CancellationToken cancellationToken);
}

/// <summary>Admission for callers that have nothing else to do when they are refused.</summary>
public static class FaceAlignerExtensions
{
    /// <summary>Takes places for the faces of one caller.</summary>
    /// <exception cref="AdmissionException">The order was refused.</exception>
    /// <exception cref="Inference.ExitLimitsException">The limits make no sense for the model.</exception>
    public static IFaceAdmission Admit(this IFaceAligner aligner, FaceOrder order)
    {
        ArgumentNullException.ThrowIfNull(aligner);
        return aligner.TryAdmit(order, out IFaceAdmission? admission, out AdmissionRefusal? refusal)
            ? admission
            : throw new AdmissionException(refusal);
    }
}
