using MuSiCa.Inference;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Follows faces through sequences, in every way that is measured.</summary>
internal sealed class TrackBench(CascadeSession session, FacePreparer preparer, OfflineRunner runner, Action<string> report)
{
    private const int ReportEvery = 10;

    private readonly Dictionary<(string Variant, SequenceKind Kind), TrackTally> _tallies = [];
    private readonly List<TrackTrace> _traces = [];
    private readonly List<float> _same = [];
    private readonly List<float> _apart = [];
    private readonly List<float> _cuts = [];

    public TrackResult Run(SequencePhotos photos, CancellationToken cancellationToken)
    {
        for (int i = 0; i < photos.Single.Count; i++)
        {
            if (i % ReportEvery == 0)
            {
                report(Invariant($"track: face {i + 1} of {photos.Single.Count}"));
            }

            SequencePhoto photo = photos.Single[i];
            SequencePhoto other = photos.Single[(i + 1) % photos.Single.Count];
            foreach (Sequence sequence in SequenceMaker.Moving(photo).Concat(SequenceMaker.Losing(photo, other)))
            {
                Follow(sequence, i, cancellationToken);
            }
        }

        if (photos.Crowd is { } crowd)
        {
            Follow(SequenceMaker.Crowd(crowd), 0, cancellationToken);
        }

        return new TrackResult(
            photos.Source,
            [.. _tallies.Select(static tally => tally.Value.Figures(tally.Key.Variant, tally.Key.Kind))],
            _traces,
            LikenessFigures.Of(_same, _apart, _cuts));
    }

    // Every way sees the same frames.
    private void Follow(Sequence sequence, int seed, CancellationToken cancellationToken)
    {
        SequenceTracker[] trackers =
        [
            .. TrackVariant.All.Select(variant => new SequenceTracker(variant, session, preparer, runner)),
        ];
        List<IReadOnlyList<TrackedFace>>[] found = [.. trackers.Select(static _ => new List<IReadOnlyList<TrackedFace>>())];
        foreach (SequenceFrame frame in sequence.Render(seed))
        {
            cancellationToken.ThrowIfCancellationRequested();
            IReadOnlyList<BoundingBox> boxes = sequence.Boxes(frame.Step);
            for (int i = 0; i < trackers.Length; i++)
            {
                found[i].Add(trackers[i].Follow(frame, boxes));
            }

            NoteLikeness(sequence, frame.Index, trackers[0]);
        }

        for (int i = 0; i < trackers.Length; i++)
        {
            (string, SequenceKind) key = (TrackVariant.All[i].Name, sequence.Kind);
            if (!_tallies.TryGetValue(key, out TrackTally? tally))
            {
                _tallies[key] = tally = new TrackTally(session.Package.Landmarks);
            }

            tally.Add(sequence, found[i]);
            if (sequence.Kind == SequenceKind.Still && _traces.Count < trackers.Length)
            {
                _traces.Add(TrackTrace.Of(TrackVariant.All[i].Name, sequence, found[i], session.Package.Landmarks));
            }
        }
    }

    private void NoteLikeness(Sequence sequence, int frame, SequenceTracker tracker)
    {
        if (sequence.Gone is null)
        {
            _same.AddRange(tracker.Likeness(1));
            _apart.AddRange(tracker.Likeness(LikenessFigures.FramesApart));
        }
        else if (sequence.Kind == SequenceKind.CutInPlace && frame == sequence.Gone)
        {
            _cuts.AddRange(tracker.Likeness(1));
        }
    }
}
