using System.Globalization;

namespace MuSiCa.Serving;

/// <summary>A stage failed, on a batch or on one row of it; there is no result for these.</summary>
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

/// <summary>A stage did not come back within the time it is allowed; what its batch held is given up.</summary>
/// <param name="stage">The stage, counted from 1; 0 is the finder.</param>
/// <param name="limit">The time it is allowed.</param>
public sealed class StageStalledException(int stage, TimeSpan limit) : Exception(string.Create(
    CultureInfo.InvariantCulture,
    $"Stage {stage} did not come back within {limit.TotalSeconds:0.###} s (setting MuSiCa:Serving:StageTimeout)."))
{
    /// <summary>The stage, counted from 1; 0 is the finder.</summary>
    public int Stage { get; } = stage;
}

/// <summary>The time of an order was over before a face had run its first stage, or a view the finder.</summary>
public sealed class DeadlineExceededException() : Exception("The time for this face was over before its first stage could run.");
