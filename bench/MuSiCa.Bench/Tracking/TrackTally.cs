using MuSiCa.Cli;
using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>Adds up what one way to follow faces made of the sequences of one kind.</summary>
internal sealed class TrackTally(LandmarkScheme scheme)
{
    // Landmarks further off than this lie on something else.
    private const double OnFace = 0.1;

    // A loss, or a face that comes back, is to be noticed within so many frames.
    private const int WantedFrames = 2;

    private readonly Mean _motion = new();
    private readonly Mean _truth = new();
    private readonly Mean _predicted = new();
    private readonly Mean _stages = new();
    private readonly Mean _jitter = new();
    private readonly Mean _jitterPixels = new();
    private readonly List<int> _noticed = [];
    private int _runs;
    private int _kept;
    private int _recovered;
    private int _lostInSight;
    private double _behind;
    private double _speed;

    /// <summary>Adds a sequence.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="frames">The faces of each of its frames.</param>
    public void Add(Sequence sequence, IReadOnlyList<IReadOnlyList<TrackedFace>> frames)
    {
        _runs++;
        for (int i = 0; i < frames.Count; i++)
        {
            foreach (TrackedFace face in frames[i].Where(static face => face.State != TrackState.Lost))
            {
                Measure(sequence, i, face, frames);
            }
        }

        if (sequence.Gone is { } gone && sequence.Again is { } again)
        {
            int lost = Enumerable.Range(0, again).FirstOrDefault(frame => IsLost(frames[frame]), again);
            _noticed.Add(lost < again ? Math.Max(1, lost - gone + 1) : int.MaxValue);
            TrackedFace? back = frames.Skip(again).Take(WantedFrames).SelectMany(static faces => faces)
                .FirstOrDefault(face => face.State != TrackState.Lost && Error(sequence, again, face) < OnFace);
            _recovered += back is null ? 0 : 1;
            bool isSame = sequence.Steps[again].Photo == 0;
            _kept += back is not null && (back.TrackId == 1 == isSame || sequence.Kind == SequenceKind.Leave) ? 1 : 0;
        }
        else
        {
            _lostInSight += frames.Sum(static faces => faces.Count(static face => face.State == TrackState.Lost));
            _kept += frames.Index().All(frame => IsInOrder(sequence, frame.Index, frame.Item)) ? 1 : 0;
        }
    }

    /// <summary>Sums up.</summary>
    public TrackFigures Figures(string variant, SequenceKind kind) => new(variant, kind.ToString(), _runs)
    {
        Kept = (double)_kept / _runs,
        LostInSight = _lostInSight,
        NoticedInTime = _noticed.Count == 0 ? null : _noticed.Count(static frames => frames <= WantedFrames) / (double)_runs,
        Missed = _noticed.Count(static frames => frames == int.MaxValue),
        SlowestNotice = _noticed.Where(static frames => frames != int.MaxValue).Select(static frames => (int?)frames).Max(),
        Recovered = _noticed.Count == 0 ? null : _recovered / (double)_runs,
        Motion = 100 * _motion.Value,
        Truth = _truth.IsEmpty ? null : 100 * _truth.Value,
        Predicted = 100 * _predicted.Value,
        Stages = _stages.Value,
        Jitter = kind == SequenceKind.Still ? 100 * _jitter.Value : null,
        JitterPixels = kind == SequenceKind.Still ? _jitterPixels.Value : null,
        LagFrames = kind == SequenceKind.Pan ? _behind / _speed : null,
    };

    private static bool IsLost(IReadOnlyList<TrackedFace> faces) =>
        faces.Any(static face => face is { TrackId: 1, State: TrackState.Lost });

    // Ids are given in the order of the boxes.
    private bool IsInOrder(Sequence sequence, int frame, IReadOnlyList<TrackedFace> faces) =>
        faces.Count == sequence.Photos[0].Faces.Count
        && faces.Index().All(face => face.Item.TrackId == (ulong)face.Index + 1
            && face.Item.State != TrackState.Lost
            && Error(sequence, frame, face.Item) < OnFace);

    private void Measure(Sequence sequence, int frame, TrackedFace face, IReadOnlyList<IReadOnlyList<TrackedFace>> frames)
    {
        // What comes behind a loss may be somebody else.
        if (sequence.Steps[frame] is not { Photo: not null, Hidden: 0 } step || sequence.Gone <= frame)
        {
            return;
        }

        SequenceFace known = Known(sequence, frame, face);
        float[] mapped = step.Pose.ToPhoto(face.Alignment!.Landmarks);
        _motion.Add(FaceError.MeanDistance(mapped, known.Still) / FaceError.InterOcular(known.Still, scheme));
        if (known.Truth is { } truth)
        {
            _truth.Add(FaceError.MeanDistance(mapped, truth) / FaceError.InterOcular(truth, scheme));
        }

        _predicted.Add(face.Alignment.PredictedError);
        _stages.Add(face.Alignment.Stages);
        if (frame > 0 && frames[frame - 1].FirstOrDefault(before => before.TrackId == face.TrackId)?.Alignment is { } before)
        {
            Move(sequence, frame, face.Alignment, before, known);
        }
    }

    private void Move(Sequence sequence, int frame, FaceAlignment now, FaceAlignment before, SequenceFace known)
    {
        Pose pose = sequence.Steps[frame].Pose;
        double moved = FaceError.MeanDistance(now.Landmarks.AsSpan(), [.. before.Landmarks.Select(static value => (double)value)]);
        _jitterPixels.Add(moved);
        _jitter.Add(moved / (pose.Scale * FaceError.InterOcular(known.Still, scheme)));

        // The least-squares delay: how far behind in pixels, over the speed in pixels a frame.
        double speed = pose.X - sequence.Steps[frame - 1].Pose.X;
        double x = pose.ToFrame(CentreX(known.Still), 0).X - CentreX([.. now.Landmarks.Select(static value => (double)value)]);
        (_behind, _speed) = (_behind + (x * speed), _speed + (speed * speed));
    }

    private double Error(Sequence sequence, int frame, TrackedFace face)
    {
        SequenceFace known = Known(sequence, frame, face);
        return FaceError.MeanDistance(sequence.Steps[frame].Pose.ToPhoto(face.Alignment!.Landmarks), known.Still)
            / FaceError.InterOcular(known.Still, scheme);
    }

    private static SequenceFace Known(Sequence sequence, int frame, TrackedFace face)
    {
        IReadOnlyList<SequenceFace> faces = sequence.Photos[sequence.Steps[frame].Photo ?? 0].Faces;
        return faces[faces.Count == 1 ? 0 : (int)Math.Min((ulong)faces.Count, face.TrackId) - 1];
    }

    private static double CentreX(double[] landmarks) => landmarks.Where(static (_, index) => index % 2 == 0).Average();

    private sealed class Mean
    {
        private double _sum;
        private long _count;

        public bool IsEmpty => _count == 0;

        public double Value => _sum / _count;

        public void Add(double value) => (_sum, _count) = (_sum + value, _count + 1);
    }
}
