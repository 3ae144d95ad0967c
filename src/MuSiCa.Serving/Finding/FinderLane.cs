using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>What runs batches of views: a device, or a part of the processor.</summary>
/// <param name="Name">How it is called in logs.</param>
/// <param name="Session">The finder on it; several lanes may share one. Stays the caller's.</param>
public sealed record FinderLane(string Name, FinderSession Session)
{
    /// <summary>
    /// The finder with all processors to itself, for a batch that is the only work there is; <see langword="null"/> where
    /// <see cref="Session"/> has the device to itself anyway.
    /// </summary>
    public FinderSession? Alone { get; init; }
}
