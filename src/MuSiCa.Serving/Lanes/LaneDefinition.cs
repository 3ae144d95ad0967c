using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>A device, or a part of the processor, that runs batches one after the other.</summary>
/// <param name="Name">How it is called in metrics and logs.</param>
/// <param name="Session">The cascade on that device; several lanes may share one. Stays the caller's.</param>
public sealed record LaneDefinition(string Name, CascadeSession Session)
{
    /// <summary>
    /// The cascade with all processors to itself, for a batch that is the only work there is; <see langword="null"/> where
    /// <see cref="Session"/> has the device to itself anyway.
    /// </summary>
    public CascadeSession? Alone { get; init; }

    /// <summary>
    /// Whether the lane computes on the processors that faces are prepared on. It then leaves a small batch to grow while
    /// these are busy preparing more.
    /// </summary>
    public bool SharesProcessors { get; init; }

    /// <summary>
    /// Threads that prepare batches for the lane, one of which runs its batch on the device at a time. With two, the patches
    /// of the next batch are gathered while one runs.
    /// </summary>
    public int Workers { get; init; } = 1;
}
