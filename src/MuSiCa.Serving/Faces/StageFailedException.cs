namespace MuSiCa.Serving;

/// <summary>A stage failed, on a batch or on one face of it; those faces have no landmarks.</summary>
public sealed class StageFailedException : Exception
{
    /// <summary>A stage failed on a batch.</summary>
    /// <param name="stage">The stage, counted from 1; 0 is the finder.</param>
    /// <param name="faces">Faces in the batch.</param>
    /// <param name="cause">What was thrown.</param>
    public StageFailedException(int stage, int faces, Exception cause)
        : base($"Stage {stage} failed on a batch of {faces} faces: {cause?.Message}", cause)
    {
        Stage = stage;
    }

    /// <summary>A stage failed on one face, whatever became of others.</summary>
    /// <param name="stage">The stage, counted from 1; 0 is the finder.</param>
    /// <param name="cause">What is wrong.</param>
    public StageFailedException(int stage, Exception cause)
        : base($"Stage {stage} failed on one face: {cause?.Message}", cause)
    {
        Stage = stage;
    }

    /// <summary>The stage, counted from 1; 0 is the finder.</summary>
    public int Stage { get; }
}
