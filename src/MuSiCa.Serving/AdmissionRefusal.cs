namespace MuSiCa.Serving;

/// <summary>Why faces are not taken.</summary>
public enum AdmissionRefusal
{
    /// <summary>Not enough places are free; later there may be.</summary>
    Full,

    /// <summary>The aligner is shutting down.</summary>
    Draining,
}
