using System.Collections.Immutable;
using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>Follows the faces of one sequence as the service does, on the tracker and the offline runner.</summary>
internal sealed class SequenceTracker(TrackVariant variant, CascadeSession session, FacePreparer preparer, OfflineRunner runner)
{
    private readonly Tracker _tracker = new(new TrackerOptions { Smoothing = variant.Smoothing });
    private readonly Dictionary<ulong, ImmutableArray<float>> _landmarks = [];
    private readonly Dictionary<ulong, List<FaceAppearance>> _looks = [];
    private readonly HashSet<ulong> _inFrame = [];

    /// <summary>How much each face of the last frame that was followed looks like itself some frames before.</summary>
    /// <param name="frames">How many frames before.</param>
    public IEnumerable<float> Likeness(int frames) => _inFrame
        .Select(id => _looks[id])
        .Where(looks => looks.Count > frames)
        .Select(looks => looks[^1].Likeness(looks[^(frames + 1)]));

    /// <summary>Does a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="boxes">The boxes that the caller gives with it.</param>
    public IReadOnlyList<TrackedFace> Follow(SequenceFrame frame, IReadOnlyList<BoundingBox> boxes)
    {
        _inFrame.Clear();
        FramePlan plan = _tracker.Plan(boxes, FrameRenderer.Width, FrameRenderer.Height);
        var aligned = new List<(FaceAlignment Alignment, FaceAppearance Appearance)>();
        while (plan.Starts.Count > 0)
        {
            (FaceAlignment Alignment, FaceAppearance Appearance)[] round = [.. plan.Starts.Select(start => Align(frame, start))];
            plan.Apply([.. round.Select(static face => face.Alignment)], [.. round.Select(static face => face.Appearance)]);
            aligned.AddRange(round);
        }

        IReadOnlyList<TrackedFace> faces = plan.Commit(frame.Time);

        // Those that have left the picture come before those that were looked for.
        for (int i = 0; i < aligned.Count; i++)
        {
            ulong id = faces[faces.Count - aligned.Count + i].TrackId;
            _inFrame.Add(id);
            _landmarks[id] = aligned[i].Alignment.Landmarks;
            if (!_looks.TryGetValue(id, out List<FaceAppearance>? looks))
            {
                _looks[id] = looks = [];
            }

            looks.Add(aligned[i].Appearance);
        }

        return faces;
    }

    private (FaceAlignment Alignment, FaceAppearance Appearance) Align(SequenceFrame frame, TrackStart start)
    {
        bool isFollowed = start.State == TrackState.Followed;
        BoundingBox box = isFollowed ? variant.Fit(start.Box) : start.Box;
        using PreparedFace face = preparer.Prepare(frame.AsRgb(), PixelMapping.Identity, box);
        FaceAlignment alignment = isFollowed && variant.IsWarm
            ? AlignFrom(_landmarks[start.TrackId], face)
            : runner.Align([face], ExitLimits.Default)[0];
        return (alignment, FaceAppearance.Of(face, session.Package));
    }

    // The same stages with the last landmarks in the place of the mean shape. The session stays undisposed: the stages are not its own.
    private FaceAlignment AlignFrom(ImmutableArray<float> landmarks, PreparedFace face)
    {
        (float x, float y) = (face.Box.X + (face.Box.Width / 2), face.Box.Y + (face.Box.Height / 2));
        ImmutableArray<float> start =
            [.. landmarks.Select((value, index) => (value - (index % 2 == 0 ? x : y)) / face.Box.Side)];
        var from = new CascadeSession(session.Package with { MeanShape = start }, session.Stages, session.Provider);
        using var own = new OfflineRunner(from, batchSize: 1);
        return own.Align([face], ExitLimits.Default)[0];
    }
}
