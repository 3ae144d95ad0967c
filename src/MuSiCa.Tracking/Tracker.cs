using MuSiCa.Cascade;

namespace MuSiCa.Tracking;

/// <summary>
/// Follows the faces of one video. For each frame: <see cref="Plan"/> says where to begin, the caller aligns those boxes,
/// <see cref="Apply"/> takes the landmarks; where that loses a face that the frame has a box for, <see cref="PlanAgain"/> says so.
/// Knows neither pixels nor the model; <see cref="FaceAppearance"/> looks at them for it. Belongs to one frame at a time.
/// </summary>
public sealed class Tracker
{
    // Two boxes this alike are the same face.
    private const float SameFace = 0.3f;

    // Landmarks whose box has so little in common with where they began have slid off their face.
    private const float LeastOverlap = 0.4f;

    // Faces that look less alike are two people: so did every other person of 300-W in the same place, and one of ten thousand
    // pairs of frames of the same person (docs/tracking.md).
    private const float LeastLikeness = 0.85f;

    // Two tracks this alike have met on one face.
    private const float SameTrack = 0.7f;

    private readonly TrackerOptions _options;
    private readonly List<Track> _tracks = [];
    private readonly List<BoundingBox> _spare = [];
    private readonly List<TrackedFace> _gone = [];
    private long _frame;
    private ulong _lastId;

    /// <summary>Begins without any face.</summary>
    public Tracker(TrackerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxFaces);
        ArgumentOutOfRangeException.ThrowIfNegative(options.RememberedFrames);
        _options = options;
    }

    /// <summary>Faces that are followed now.</summary>
    public int Count => _tracks.Count(static track => track.LostIn is null);

    /// <summary>Begins a frame.</summary>
    /// <param name="boxes">Where the caller knows of faces, in pixels of the upright image; may be none.</param>
    /// <param name="width">Width of the upright image in pixels.</param>
    /// <param name="height">Height of the upright image in pixels.</param>
    /// <returns>Where to begin in this frame; none where no face is followed and no box is given.</returns>
    public IReadOnlyList<TrackStart> Plan(IReadOnlyList<BoundingBox> boxes, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        _frame++;
        _tracks.RemoveAll(track => track.LostIn is { } lost && _frame - lost > _options.RememberedFrames);

        // A face that has left the picture cannot be framed.
        _gone.Clear();
        foreach (Track gone in _tracks.Where(track => track.LostIn is null && BoxRules.Check(track.Box, width, height) is not null))
        {
            gone.LostIn = _frame;
            _gone.Add(new TrackedFace(gone.Id, TrackState.Lost, null));
        }

        var starts = _tracks.Where(static track => track.LostIn is null)
            .Select(static track => new TrackStart(track.Id, track.Box, TrackState.Followed)).ToList();
        _spare.Clear();
        foreach (BoundingBox box in boxes)
        {
            if (starts.Exists(start => Boxes.Overlap(start.Box, box) >= SameFace))
            {
                _spare.Add(box);
            }
            else if (starts.Count < _options.MaxFaces)
            {
                starts.Add(Begin(box));
            }
        }

        return starts;
    }

    /// <summary>Takes what came of the starts of a frame.</summary>
    /// <param name="starts">The starts.</param>
    /// <param name="alignments">Their landmarks, in the same order.</param>
    /// <param name="time">When the frame was taken, from any origin.</param>
    /// <param name="appearances">How the faces look, in the same order; without, a cut to another person is not noticed.</param>
    /// <returns>The faces, those first that have left the picture, then the others in the same order.</returns>
    public IReadOnlyList<TrackedFace> Apply(
        IReadOnlyList<TrackStart> starts,
        IReadOnlyList<FaceAlignment> alignments,
        TimeSpan time,
        IReadOnlyList<FaceAppearance>? appearances = null)
    {
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentNullException.ThrowIfNull(alignments);
        var faces = new List<TrackedFace>(_gone);
        _gone.Clear();
        var held = new List<BoundingBox>(starts.Count);
        for (int i = 0; i < starts.Count; i++)
        {
            FaceAppearance? looks = appearances?[i];
            TrackStart start = Recognize(starts[i], looks);
            FaceAlignment alignment = alignments[i];
            BoundingBox found = Boxes.Around(alignment.Landmarks.AsSpan());
            if (IsGone(start, alignment, looks)
                || Boxes.Overlap(found, start.Box) < LeastOverlap
                || held.Exists(other => Boxes.Overlap(other, found) >= SameTrack))
            {
                Find(start.TrackId)?.LostIn = _frame;
                faces.Add(new TrackedFace(start.TrackId, TrackState.Lost, alignment));
                continue;
            }

            held.Add(found);
            faces.Add(new TrackedFace(start.TrackId, start.State, Keep(start.TrackId).Take(alignment, looks, time)));
        }

        return faces;
    }

    /// <summary>Where to begin once more in the same frame: at boxes of faces that were followed and are now lost.</summary>
    public IReadOnlyList<TrackStart> PlanAgain()
    {
        var starts = new List<TrackStart>();
        foreach (BoundingBox box in _spare)
        {
            bool isHeld = _tracks.Exists(track => track.LostIn is null && Boxes.Overlap(track.Box, box) >= SameFace);
            if (!isHeld && Count + starts.Count < _options.MaxFaces && !starts.Exists(start => Boxes.Overlap(start.Box, box) >= SameFace))
            {
                starts.Add(Begin(box));
            }
        }

        _spare.Clear();
        return starts;
    }

    private TrackStart Begin(BoundingBox box)
    {
        Track? lost = _tracks.Where(track => track.LostIn is not null)
            .MaxBy(track => Boxes.Overlap(track.Box, box)) is { } nearest && Boxes.Overlap(nearest.Box, box) >= SameFace
            ? nearest
            : null;
        if (lost is not null)
        {
            // Taken: no other box of the frame may have it.
            lost.LostIn = null;
            return new TrackStart(lost.Id, box, TrackState.Resumed);
        }

        return new TrackStart(++_lastId, box, TrackState.Started);
    }

    // Where a face was lost there may be somebody else now; the one that was lost may still come back.
    private TrackStart Recognize(TrackStart start, FaceAppearance? looks)
    {
        if (start.State != TrackState.Resumed || Find(start.TrackId) is not { } lost || !lost.WasUnlike(looks, LeastLikeness))
        {
            return start;
        }

        lost.LostIn = _frame;
        return new TrackStart(++_lastId, start.Box, TrackState.Started);
    }

    // Who looks as before has not gone, even if the model is not sure of the landmarks; who does not is another.
    private bool IsGone(TrackStart start, FaceAlignment alignment, FaceAppearance? looks)
    {
        Track? followed = start.State == TrackState.Followed ? Find(start.TrackId) : null;
        return alignment.Status == AlignmentStatus.Uncertain
            ? followed is null || !followed.IsLike(looks, LeastLikeness)
            : followed is not null && followed.IsUnlike(looks, LeastLikeness);
    }

    private Track? Find(ulong id) => _tracks.Find(track => track.Id == id);

    // What was never found is not remembered.
    private Track Keep(ulong id)
    {
        if (Find(id) is { } known)
        {
            known.LostIn = null;
            return known;
        }

        var track = new Track(id, _options.Smoothing);
        _tracks.Add(track);
        return track;
    }
}
