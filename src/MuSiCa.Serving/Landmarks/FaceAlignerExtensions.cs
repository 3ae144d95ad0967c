namespace MuSiCa.Serving;

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
