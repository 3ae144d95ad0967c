namespace MuSiCa.Serving;

/// <summary>A stage threw; the faces of its batch have no landmarks.</summary>
/// <param name="stage">The stage, counted from 1.</param>
/// <param name="faces">Faces in the batch.</param>
/// <param name="cause">What the stage threw.</param>
public sealed class StageFailedException(int stage, int faces, Exception cause)
    : Exception($"Stage {stage} failed on a batch of {faces} faces: {cause?.Message}", cause)
{
    /// <summary>The stage, counted from 1.</summary>
    public int Stage { get; } = stage;
}
