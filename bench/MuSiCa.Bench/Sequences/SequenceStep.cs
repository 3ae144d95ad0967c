namespace MuSiCa.Bench;

/// <summary>What one frame of a sequence shows.</summary>
/// <param name="Photo">Number of the photo; null where there is nothing but texture.</param>
/// <param name="Pose">Where it lies.</param>
internal sealed record SequenceStep(int? Photo, Pose Pose)
{
    /// <summary>Share of the face, from the left, that a block hides.</summary>
    public double Hidden { get; init; }

    /// <summary>Whether the caller gives the boxes of the faces with this frame.</summary>
    public bool HasBoxes { get; init; }
}
