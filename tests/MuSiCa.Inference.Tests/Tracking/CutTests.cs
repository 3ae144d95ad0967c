using System.Collections.Immutable;

namespace MuSiCa.Inference.Tests;

/// <summary>Another person in the place of the one that is followed.</summary>
public sealed class CutTests
{
    private static readonly BoundingBox Place = new(100, 100, 80, 80);
    private static readonly FaceAppearance First = Looks(1);
    private static readonly FaceAppearance Second = Looks(2);
    private static readonly FaceAppearance Near = Looks(1, hidden: 25);
    private static readonly FaceAppearance Far = Looks(1, hidden: 80);
    private static readonly FaceAppearance Half = Looks(1, hidden: 40);

    private readonly Tracker _tracker = new(new TrackerOptions());

    [Fact]
    public void Apply_AnotherPersonInPlace_IsLost()
    {
        Run([Place], First);

        TrackedFace cut = Assert.Single(Run([], Second));

        Assert.Equal(TrackState.Lost, cut.State);
        Assert.Equal(0, _tracker.Count);
    }

    [Fact]
    public void Apply_SamePersonInPlace_IsFollowed()
    {
        Run([Place], First);

        Assert.Equal(TrackState.Followed, Assert.Single(Run([], First)).State);
    }

    [Fact]
    public void Apply_WithoutAppearances_IsFollowed()
    {
        Run([Place], First);

        Assert.Equal(TrackState.Followed, Assert.Single(Run([], null)).State);
    }

    [Fact]
    public void Apply_CutWithABoxInTheFrame_StartsAnotherAtOnce()
    {
        ulong first = Assert.Single(Run([Place], First)).TrackId;

        IReadOnlyList<TrackedFace> cut = Run([Place], Second);

        Assert.Equal([TrackState.Lost, TrackState.Started], cut.Select(static face => face.State));
        Assert.Equal(first, cut[0].TrackId);
        Assert.NotEqual(first, cut[1].TrackId);
        Assert.Equal(cut[1].TrackId, Assert.Single(Run([], Second)).TrackId);
    }

    [Fact]
    public void Apply_UncertainButLooksTheSame_IsFollowed()
    {
        Run([Place], First);

        TrackedFace face = Assert.Single(Run([], First, AlignmentStatus.Uncertain));

        Assert.Equal((TrackState.Followed, AlignmentStatus.Uncertain), (face.State, face.Alignment!.Status));
        Assert.Equal(TrackState.Followed, Assert.Single(Run([], First, AlignmentStatus.Uncertain)).State);
    }

    [Fact]
    public void Apply_UncertainAndLooksLikeTheLastUncertainFrame_IsLost()
    {
        Run([Place], First);
        Run([], Near, AlignmentStatus.Uncertain);

        Assert.Equal(TrackState.Lost, Assert.Single(Run([], Far, AlignmentStatus.Uncertain)).State);
    }

    [Fact]
    public void Apply_UncertainAndFlat_IsLost()
    {
        Run([Place], First);

        Assert.Equal(TrackState.Lost, Assert.Single(Run([], FaceAppearance.FromGrid(new float[256]), AlignmentStatus.Uncertain)).State);
    }

    [Fact]
    public void Apply_LostPersonComesBack_KeepsItsNumber()
    {
        ulong first = Assert.Single(Run([Place], First)).TrackId;
        Lose();

        TrackedFace back = Assert.Single(Run([Place], First));

        Assert.Equal((first, TrackState.Resumed), (back.TrackId, back.State));
    }

    [Fact]
    public void Apply_LostWhileSomethingHidIt_IsKnownByItsFirstFrame()
    {
        ulong first = Assert.Single(Run([Place], First)).TrackId;
        Run([], Half);
        Run([], Far);
        Lose();

        Assert.Equal((first, TrackState.Resumed), Run([Place], First).Select(face => (face.TrackId, face.State)).Single());
    }

    [Fact]
    public void Apply_AnotherPersonWhereOneWasLost_GetsAnotherNumber()
    {
        ulong first = Assert.Single(Run([Place], First)).TrackId;
        Lose();

        TrackedFace other = Assert.Single(Run([Place], Second));

        Assert.Equal(TrackState.Started, other.State);
        Assert.NotEqual(first, other.TrackId);
    }

    private void Lose() => Run([], Second, AlignmentStatus.Uncertain);

    private IReadOnlyList<TrackedFace> Run(
        BoundingBox[] boxes, FaceAppearance? looks, AlignmentStatus status = AlignmentStatus.Accepted)
    {
        FramePlan plan = _tracker.Plan(boxes, 640, 480);
        while (plan.Starts.Count > 0)
        {
            plan.Apply(
                [.. plan.Starts.Select(start => Face(start.Box, status))],
                looks is null ? null : [.. plan.Starts.Select(_ => looks)]);
        }

        return plan.Commit(TimeSpan.Zero);
    }

    private static FaceAppearance Looks(int seed, int hidden = 0)
    {
        var random = new Random(seed);
        return FaceAppearance.FromGrid(
            [.. Enumerable.Range(0, 256).Select(_ => 255 * random.NextSingle()).Select((value, index) => index < hidden ? 127 : value)]);
    }

    private static FaceAlignment Face(BoundingBox box, AlignmentStatus status) => new(
        box,
        ImmutableArray.Create(box.X, box.Y, box.X + box.Width, box.Y + box.Height),
        1,
        ExitReason.Confident,
        0.03f,
        status);
}
