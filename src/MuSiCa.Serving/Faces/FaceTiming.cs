namespace MuSiCa.Serving;

/// <summary>Where the time of a face went, summed over its stages. Faces of a batch share its time, they do not divide it.</summary>
/// <param name="Waited">In the pools, until a lane took it.</param>
/// <param name="Gathered">While the patches of its batches were cut out, and until the device was free for them.</param>
/// <param name="Executed">While stages ran on its batches.</param>
public readonly record struct FaceTiming(TimeSpan Waited, TimeSpan Gathered, TimeSpan Executed);
