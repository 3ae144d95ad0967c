namespace MuSiCa.Inference;

/// <summary>What a frame means for a track.</summary>
public enum TrackState
{
    /// <summary>The first frame of the face.</summary>
    Started,

    /// <summary>Found from its last landmarks; perhaps uncertain, where it still looks the same.</summary>
    Followed,

    /// <summary>It was lost, and a box of this frame is where it was.</summary>
    Resumed,

    /// <summary>Not followed any more: gone, or somebody else in its place. Its landmarks are not to be relied on.</summary>
    Lost,
}
