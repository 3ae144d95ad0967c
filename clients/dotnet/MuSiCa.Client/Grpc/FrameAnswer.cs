using System.Collections.Immutable;

namespace MuSiCa.Client;

/// <summary>The faces of one frame.</summary>
/// <param name="Id">The number of the frame.</param>
/// <param name="Time">Its time.</param>
/// <param name="Image">Its size.</param>
/// <param name="Faces">Those that are followed, and once more those that are lost with this frame.</param>
public sealed record FrameAnswer(long Id, TimeSpan Time, ImageSize Image, ImmutableArray<TrackedFace> Faces)
{
    /// <summary>Frames that were skipped since the last answer.</summary>
    public int Skipped { get; init; }

    /// <summary>Numbers of the last of these, at most 256.</summary>
    public ImmutableArray<long> SkippedIds { get; init; } = [];

    /// <summary>Why the frame has no faces; the stream goes on.</summary>
    public Problem? Problem { get; init; }

    /// <summary>What the sender should know about the stream, each thing once; empty where there is nothing.</summary>
    public string Notice { get; init; } = string.Empty;
}

/// <summary>A face that is followed.</summary>
/// <param name="TrackId">Never given twice in a stream.</param>
/// <param name="State">Where it is in its track.</param>
/// <param name="Face">Its landmarks; not to be relied on where it is lost.</param>
public sealed record TrackedFace(long TrackId, TrackState State, Face? Face);

/// <summary>Where a face is in its track.</summary>
public enum TrackState
{
    /// <summary>Its first frame.</summary>
    Started,

    /// <summary>Found from its last landmarks.</summary>
    Followed,

    /// <summary>It was lost and is here again.</summary>
    Resumed,

    /// <summary>Not followed any more.</summary>
    Lost,
}
