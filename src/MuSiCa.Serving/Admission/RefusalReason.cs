namespace MuSiCa.Serving;

/// <summary>Why faces are not taken.</summary>
public enum RefusalReason
{
    /// <summary>Not enough places are free; later there may be.</summary>
    Faces,

    /// <summary>Too much memory is taken by what has been accepted; later there may be some.</summary>
    Memory,

    /// <summary>More work waits than can be done in the time that a request has; later less may.</summary>
    Work,

    /// <summary>The time that the caller gives is shorter than what waits already.</summary>
    Deadline,

    /// <summary>The aligner is shutting down.</summary>
    Draining,

    /// <summary>Every lane hangs in a stage.</summary>
    Stalled,

    /// <summary>The model failed again and again; it is tried again later.</summary>
    Failing,
}
