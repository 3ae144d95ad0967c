using System.Collections.Immutable;
using MuSiCa.Cascade;
using MuSiCa.Tracking;

namespace MuSiCa.Bench;

/// <summary>Follows the faces of one sequence as the service does, on the tracker and the offline runner.</summary>
internal sealed class SequenceTracker(TrackVariant variant, CascadeSession session, FacePreparer preparer, OfflineRunner runner)
{
    private readonly Tracker _tracker = new(new TrackerOptions { Smoothing = variant.Smoothing });
    private readonly Dictionary<ulong, ImmutableArray<float>> _landmarks = [];
    private readonly Dictionary<ulong, List<FaceAppearance>> _looks = [];

    /// <summary>How much each face of the last frame that was followed looks like itself some frames before.</summary>
    /// <param name="frames">How many frames before.</param>
    public IEnumerable<float> Likeness(int frames) => _looks.Values
        .Where(looks => looks.Count > frames)
        .Select(looks => looks[^1].Likeness(looks[^(frames + 1)]));

    /// <summary>Does a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="boxes">The boxes that the caller gives with it.</param>
    public IReadOnlyList<TrackedFace> Follow(SequenceFrame frame, IReadOnlyList<BoundingBox> boxes)
    {
        IReadOnlyList<TrackedFace> faces = Follow(frame, _tracker.Plan(boxes, FrameRenderer.Width, FrameRenderer.Height));
        IReadOnlyList<TrackStart> again = _tracker.PlanAgain();
        return again.Count == 0 ? faces : [.. faces, .. Follow(frame, again)];
    }

    private IReadOnlyList<TrackedFace> Follow(SequenceFrame frame, IReadOnlyList<TrackStart> starts)
    {
        (FaceAlignment Alignment, FaceAppearance Appearance)[] aligned = [.. starts.Select(start => Align(frame, start))];
        IReadOnlyList<TrackedFace> faces = _tracker.Apply(
            starts, [.. aligned.Select(static face => face.Alignment)], frame.Time, [.. aligned.Select(static face => face.Appearance)]);

        // Those that have left the picture come before those that were looked for.
        foreach ((TrackedFace face, (FaceAlignment alignment, FaceAppearance appearance)) in faces.Skip(faces.Count - starts.Count).Zip(aligned))
        {
            _landmarks[face.TrackId] = alignment.Landmarks;
            List<FaceAppearance> looks = _looks.TryGetValue(face.TrackId, out List<FaceAppearance>? known) ? known : _looks[face.TrackId] = [];
            looks.Add(appearance);
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
