using System.Collections.Immutable;
using MuSiCa.Inference;

namespace MuSiCa.Bench.Tests;

public class TrackTallyTests
{
    private static readonly ModelPackage Package = ModelPackage.Load(Path.Combine(RepositoryFolder.Root, "models", "musica-68"));
    private static readonly SequencePhoto Photo = SequencePhotoMaker.Make(1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Add_LandmarksOfAnEarlierFrame_ShowsAsLag(int late)
    {
        Sequence pan = SequenceMaker.Moving(Photo).Single(sequence => sequence.Kind == SequenceKind.Pan);

        TrackFigures figures = Tally(pan, frame => [Face(pan, Math.Max(0, frame - late))]);

        Assert.Equal(late, figures.LagFrames!.Value, 0.05);
        Assert.Equal(late == 0, figures.Motion < 0.01);
        Assert.Equal(0, figures.LostInSight);
    }

    [Fact]
    public void Add_NumberChanges_IsNotKept()
    {
        Sequence still = SequenceMaker.Moving(Photo).First();

        Assert.Equal(1, Tally(still, frame => [Face(still, frame)]).Kept);
        Assert.Equal(0, Tally(still, frame => [Face(still, frame, frame < 30 ? 1ul : 2ul)]).Kept);
    }

    [Fact]
    public void Add_FaceLostInSight_IsCounted()
    {
        Sequence still = SequenceMaker.Moving(Photo).First();

        Assert.Equal(1, Tally(still, frame => [Face(still, frame, state: frame == 9 ? TrackState.Lost : TrackState.Followed)]).LostInSight);
    }

    [Theory]
    [InlineData(0, 1, 1.0)]
    [InlineData(2, 3, 0.0)]
    public void Add_CutNoticedAfterFrames_IsInTimeWithinTwo(int after, int slowest, double inTime)
    {
        Sequence cut = Cut();

        TrackFigures figures = Tally(cut, frame => frame == cut.Gone + after
            ? [Face(cut, frame, state: TrackState.Lost)]
            : frame < cut.Gone ? [Face(cut, frame)] : frame < cut.Again ? [] : [Face(cut, frame, 2)]);

        Assert.Equal((slowest, inTime, 0), (figures.SlowestNotice, figures.NoticedInTime, figures.Missed));
        Assert.Equal((1, 1), (figures.Recovered, figures.Kept));
    }

    [Fact]
    public void Add_CutNotNoticed_IsMissedAndTheNumberIsNotKept()
    {
        Sequence cut = Cut();

        TrackFigures figures = Tally(cut, frame => [Face(cut, frame)]);

        Assert.Equal((1, 0.0, 0.0), (figures.Missed, figures.NoticedInTime, figures.Kept));
    }

    private static Sequence Cut() =>
        SequenceMaker.Losing(Photo, SequencePhotoMaker.Make(2)).Single(sequence => sequence.Kind == SequenceKind.CutInPlace);

    private static TrackFigures Tally(Sequence sequence, Func<int, IReadOnlyList<TrackedFace>> faces)
    {
        var tally = new TrackTally(Package.Landmarks);
        tally.Add(sequence, [.. Enumerable.Range(0, sequence.Steps.Count).Select(faces)]);
        return tally.Figures("test", sequence.Kind);
    }

    // The landmarks that a frame really shows.
    private static TrackedFace Face(Sequence sequence, int frame, ulong id = 1, TrackState state = TrackState.Followed)
    {
        SequenceStep step = sequence.Steps[frame];
        double[] still = sequence.Photos[step.Photo!.Value].Faces[0].Still;
        ImmutableArray<float> landmarks =
        [
            .. Enumerable.Range(0, still.Length / 2)
                .Select(point => step.Pose.ToFrame(still[2 * point], still[(2 * point) + 1]))
                .SelectMany(point => new[] { (float)point.X, (float)point.Y }),
        ];
        var alignment = new FaceAlignment(default, landmarks, 1, ExitReason.Confident, 0.03f, AlignmentStatus.Accepted);
        return new TrackedFace(id, state, alignment);
    }
}
