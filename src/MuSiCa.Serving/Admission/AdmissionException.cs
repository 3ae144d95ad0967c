namespace MuSiCa.Serving;

/// <summary>An order was not taken, or a face of one was given back unfinished.</summary>
/// <param name="refusal">Why.</param>
public sealed class AdmissionException(AdmissionRefusal refusal) : Exception(refusal?.Message)
{
    /// <summary>Why.</summary>
    public AdmissionRefusal Refusal { get; } = refusal ?? throw new ArgumentNullException(nameof(refusal));
}
