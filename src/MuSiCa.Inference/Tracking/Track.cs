using System.Runtime.InteropServices;

namespace MuSiCa.Inference;

/// <summary>One face over the frames.</summary>
internal sealed class Track(ulong id, SmoothingOptions? smoothing)
{
    // Copies share it: only the one that is committed smooths.
    private readonly OneEuroFilter? _filter = smoothing is null ? null : new OneEuroFilter(smoothing);
    private FaceAppearance? _first;
    private FaceAppearance? _last;

    public ulong Id => id;

    /// <summary>The tight box of its last landmarks, unsmoothed: what is smoothed lags.</summary>
    public BoundingBox Box { get; private set; }

    /// <summary>The frame in which it was lost; null while it is followed.</summary>
    public long? LostIn { get; set; }

    /// <summary>The same face for another frame to change.</summary>
    public Track Copy() => (Track)MemberwiseClone();

    /// <summary>Whether a face does not look as this one did when the model was last sure of it; false where nothing is known.</summary>
    public bool IsUnlike(FaceAppearance? appearance, float leastLikeness) =>
        appearance is not null && _last?.Likeness(appearance) < leastLikeness;

    /// <summary>The same for one that was lost, which may also look as in its first frame: what hid it may show in its last.</summary>
    public bool WasUnlike(FaceAppearance? appearance, float leastLikeness) =>
        IsUnlike(appearance, leastLikeness) && _first?.Likeness(appearance!) < leastLikeness;

    /// <summary>Whether a face looks as this one did when the model was last sure of it; false where nothing is known.</summary>
    public bool IsLike(FaceAppearance? appearance, float leastLikeness) =>
        appearance is { IsFlat: false } && _last is { IsFlat: false } && _last.Likeness(appearance) >= leastLikeness;

    /// <summary>Takes the landmarks and the looks of a frame.</summary>
    public void See(FaceAlignment alignment, FaceAppearance? appearance)
    {
        if (alignment.Status == AlignmentStatus.Accepted)
        {
            _first ??= appearance;
            _last = appearance;
        }

        Box = Boxes.Around(alignment.Landmarks.AsSpan());
    }

    /// <summary>The landmarks of a frame as the caller is to see them.</summary>
    public FaceAlignment Smooth(FaceAlignment alignment, TimeSpan time)
    {
        if (_filter is null)
        {
            return alignment;
        }

        float[] landmarks = [.. alignment.Landmarks];
        _filter.Apply(landmarks, Box.Side, time);
        return alignment with { Landmarks = ImmutableCollectionsMarshal.AsImmutableArray(landmarks) };
    }
}

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

/// <summary>A face that a frame is to be searched for.</summary>
/// <param name="TrackId">Its track.</param>
/// <param name="Box">Where the cascade begins, in pixels of the upright image.</param>
/// <param name="State">What it means for the track if it is found.</param>
public readonly record struct TrackStart(ulong TrackId, BoundingBox Box, TrackState State);

/// <summary>A face in a frame.</summary>
/// <param name="TrackId">Its track: the same over the frames, never given twice.</param>
/// <param name="State">What the frame means for the track.</param>
/// <param name="Alignment">Its landmarks, smoothed where that is on; <see langword="null"/> when it has left the picture.</param>
public sealed record TrackedFace(ulong TrackId, TrackState State, FaceAlignment? Alignment);
