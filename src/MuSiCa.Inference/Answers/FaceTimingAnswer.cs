namespace MuSiCa.Inference;

/// <summary>
/// Where the time of a face went once it was prepared, in milliseconds, summed over its stages. Faces of a batch share its time,
/// they do not divide it.
/// </summary>
/// <param name="Wait">Waiting for a batch.</param>
/// <param name="Gather">While the patches of its batches were cut out, and until the device was free for them.</param>
/// <param name="Execute">While stages ran on its batches.</param>
public sealed record FaceTimingAnswer(double Wait, double Gather, double Execute);
