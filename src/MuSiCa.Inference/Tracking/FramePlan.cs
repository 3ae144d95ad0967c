namespace MuSiCa.Inference;

/// <summary>
/// One frame of a video. While there are <see cref="Starts"/>, the caller aligns their boxes and gives the landmarks to
/// <see cref="Apply"/>; <see cref="Commit"/> then makes the tracker know of the frame. One that is not committed has not happened.
/// </summary>
public sealed class FramePlan
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

    private readonly Tracker _tracker;
    private readonly long _frame;
    private readonly List<Track> _tracks;
    private readonly List<BoundingBox> _spare = [];
    private readonly List<TrackStart> _begun = [];
    private readonly List<TrackedFace> _faces = [];
    private ulong _lastId;

    internal FramePlan(Tracker tracker, IReadOnlyList<BoundingBox> boxes, int width, int height)
    {
        _tracker = tracker;
        _frame = tracker.Frame + 1;
        _lastId = tracker.LastId;
        _tracks = tracker.CopyTracks();
        _tracks.RemoveAll(track => track.LostIn is { } lost && _frame - lost > tracker.Options.RememberedFrames);

        // A face that has left the picture cannot be framed.
        foreach (Track gone in _tracks.Where(track => track.LostIn is null && BoxRules.Check(track.Box, width, height) is not null))
        {
            gone.LostIn = _frame;
            _faces.Add(new TrackedFace(gone.Id, TrackState.Lost, null));
        }

        Starts = Begin(boxes);
    }

    /// <summary>
    /// Where to begin: faces that are followed and boxes that start others; after <see cref="Apply"/> boxes of faces that were
    /// followed and are now lost; then none.
    /// </summary>
    public IReadOnlyList<TrackStart> Starts { get; private set; }

    private int Followed => _tracks.Count(static track => track.LostIn is null);

    /// <summary>Takes what came of the <see cref="Starts"/>, which are then those of the next round.</summary>
    /// <param name="alignments">Their landmarks, in the same order.</param>
    /// <param name="appearances">How the faces look, in the same order; without, a cut to another person is not noticed.</param>
    public void Apply(IReadOnlyList<FaceAlignment> alignments, IReadOnlyList<FaceAppearance>? appearances = null)
    {
        ArgumentNullException.ThrowIfNull(alignments);
        ArgumentOutOfRangeException.ThrowIfNotEqual(alignments.Count, Starts.Count);
        _begun.AddRange(Starts);
        var held = new List<BoundingBox>(Starts.Count);
        for (int i = 0; i < Starts.Count; i++)
        {
            FaceAppearance? looks = appearances?[i];
            TrackStart start = Recognize(Starts[i], looks);
            FaceAlignment alignment = alignments[i];
            BoundingBox found = Boxes.Around(alignment.Landmarks.AsSpan());
            if (IsGone(start, alignment, looks)
                || Boxes.Overlap(found, start.Box) < LeastOverlap
                || held.Exists(other => Boxes.Overlap(other, found) >= SameTrack))
            {
                Find(start.TrackId)?.LostIn = _frame;
                _faces.Add(new TrackedFace(start.TrackId, TrackState.Lost, alignment));
                continue;
            }

            held.Add(found);
            Keep(start.TrackId).See(alignment, looks);
            _faces.Add(new TrackedFace(start.TrackId, start.State, alignment));
        }

        Starts = BeginAgain();
    }

    /// <summary>Makes the tracker know of the frame.</summary>
    /// <param name="time">When the frame was taken, from any origin.</param>
    /// <param name="found">
    /// Those of its boxes that a finder gave, none by default. Who gave a box himself is told that there is no face; what a finder took for
    /// one is nobody's question.
    /// </param>
    /// <returns>
    /// The faces, their landmarks smoothed where that is on: those first that have left the picture, then those of the starts in order.
    /// Without what a finder took for a face and the landmarks do not.
    /// </returns>
    /// <exception cref="InvalidOperationException">There are starts left, or another frame was committed since this one was planned.</exception>
    public IReadOnlyList<TrackedFace> Commit(TimeSpan time, IReadOnlyCollection<BoundingBox>? found = null)
    {
        if (Starts.Count > 0 || _tracker.Frame != _frame - 1)
        {
            throw new InvalidOperationException(Starts.Count > 0
                ? $"{Starts.Count} starts of the frame have no landmarks yet."
                : "Another frame was committed since this one was planned.");
        }

        _tracker.Commit(_frame, _lastId, _tracks);
        return
        [
            .. _faces.Where(face => face.State != TrackState.Lost || !IsFind(face.TrackId, found)).Select(face => face.State == TrackState.Lost
                ? face
                : face with { Alignment = Find(face.TrackId)!.Smooth(face.Alignment!, time) }),
        ];
    }

    private List<TrackStart> Begin(IReadOnlyList<BoundingBox> boxes)
    {
        var starts = _tracks.Where(static track => track.LostIn is null)
            .Select(static track => new TrackStart(track.Id, track.Box, TrackState.Followed)).ToList();
        foreach (BoundingBox box in boxes)
        {
            if (starts.Exists(start => Boxes.Overlap(start.Box, box) >= SameFace))
            {
                _spare.Add(box);
            }
            else if (starts.Count < _tracker.Options.MaxFaces)
            {
                starts.Add(Begin(box));
            }
        }

        return starts;
    }

    private List<TrackStart> BeginAgain()
    {
        var starts = new List<TrackStart>();
        foreach (BoundingBox box in _spare)
        {
            bool isHeld = _tracks.Exists(track => track.LostIn is null && Boxes.Overlap(track.Box, box) >= SameFace);
            if (!isHeld && Followed + starts.Count < _tracker.Options.MaxFaces
                && !starts.Exists(start => Boxes.Overlap(start.Box, box) >= SameFace))
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

    private bool IsFind(ulong id, IReadOnlyCollection<BoundingBox>? found) => found is { Count: > 0 }
        && _begun.Exists(start => start.TrackId == id && start.State == TrackState.Started && found.Contains(start.Box));

    private Track? Find(ulong id) => _tracks.Find(track => track.Id == id);

    // What was never found is not remembered.
    private Track Keep(ulong id)
    {
        if (Find(id) is { } known)
        {
            known.LostIn = null;
            return known;
        }

        var track = new Track(id, _tracker.Options.Smoothing);
        _tracks.Add(track);
        return track;
    }
}
