namespace MuSiCa.Inference;

/// <summary>
/// Follows the faces of one video. For each frame <see cref="Plan"/> says where to begin; what comes of it is judged by the
/// <see cref="FramePlan"/>, and the tracker learns of it when that is committed: a frame that fails leaves it as it was. Knows neither
/// pixels nor the model; <see cref="FaceAppearance"/> looks at them for it. Belongs to one frame at a time.
/// </summary>
public sealed class Tracker
{
    private IReadOnlyList<Track> _tracks = [];

    /// <summary>Begins without any face.</summary>
    public Tracker(TrackerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxFaces);
        ArgumentOutOfRangeException.ThrowIfNegative(options.RememberedFrames);
        Options = options;
    }

    /// <summary>Faces that are followed now.</summary>
    public int Count => _tracks.Count(static track => track.LostIn is null);

    internal TrackerOptions Options { get; }

    /// <summary>The number of the last frame.</summary>
    internal long Frame { get; private set; }

    /// <summary>The last number that a track got.</summary>
    internal ulong LastId { get; private set; }

    /// <summary>Begins a frame; the tracker does not change.</summary>
    /// <param name="boxes">Where the caller knows of faces, in pixels of the upright image; may be none.</param>
    /// <param name="width">Width of the upright image in pixels.</param>
    /// <param name="height">Height of the upright image in pixels.</param>
    public FramePlan Plan(IReadOnlyList<BoundingBox> boxes, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        return new FramePlan(this, boxes, width, height);
    }

    /// <summary>Copies of the tracks for a plan to change.</summary>
    internal List<Track> CopyTracks() => [.. _tracks.Select(static track => track.Copy())];

    /// <summary>Takes the tracks of a plan, which gives them away.</summary>
    internal void Commit(long frame, ulong lastId, IReadOnlyList<Track> tracks) => (Frame, LastId, _tracks) = (frame, lastId, tracks);
}

/// <summary>How faces are followed.</summary>
public sealed record TrackerOptions
{
    /// <summary>Faces followed at the same time, above 0.</summary>
    public int MaxFaces { get; init; } = 16;

    /// <summary>Frames for which the place of a lost face is remembered, so that it comes back under its number.</summary>
    public int RememberedFrames { get; init; } = 30;

    /// <summary>Smoothing of the landmarks; <see langword="null"/> for none.</summary>
    public SmoothingOptions? Smoothing { get; init; }
}
