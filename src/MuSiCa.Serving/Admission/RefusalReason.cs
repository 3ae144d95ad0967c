namespace MuSiCa.Serving;

/// <summary>Why faces are not taken.</summary>
public enum RefusalReason
{
    /// <summary>Not enough places are free; later there may be.</summary>
    Faces,

    /// <summary>Too much memory is taken by what has been accepted; later there may be some.</summary>
    Memory,

    /// <summary>The time that the caller gives is shorter than what waits already.</summary>
    Deadline,

    /// <summary>The aligner is shutting down.</summary>
    Draining,

    /// <summary>Every lane hangs in a stage.</summary>
    Stalled,
}
