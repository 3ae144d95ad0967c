using System.Collections.Immutable;
using MuSiCa.Cascade;

namespace MuSiCa.Tracking.Tests;

/// <summary>Another person in the place of the one that is followed.</summary>
public sealed class CutTests
{
    private static readonly BoundingBox Place = new(100, 100, 80, 80);
    private static readonly FaceAppearance First = Looks(1);
    private static readonly FaceAppearance Second = Looks(2);

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
    public void PlanAgain_CutWithABoxInTheFrame_StartsAnotherAtOnce()
    {
        ulong first = Assert.Single(Run([Place], First)).TrackId;
        Run([Place], Second);
        IReadOnlyList<TrackStart> again = _tracker.PlanAgain();

        TrackedFace other = Assert.Single(Apply(again, Second));

        Assert.Equal(TrackState.Started, other.State);
        Assert.NotEqual(first, other.TrackId);
        Assert.Equal(other.TrackId, Assert.Single(Run([], Second)).TrackId);
    }

    [Fact]
    public void Apply_LostPersonComesBack_KeepsItsNumber()
    {
        ulong first = Assert.Single(Run([Place], First)).TrackId;
        Run([], First, AlignmentStatus.Uncertain);

        TrackedFace back = Assert.Single(Run([Place], First));

        Assert.Equal((first, TrackState.Resumed), (back.TrackId, back.State));
    }

    [Fact]
    public void Apply_AnotherPersonWhereOneWasLost_GetsAnotherNumber()
    {
        ulong first = Assert.Single(Run([Place], First)).TrackId;
        Run([], First, AlignmentStatus.Uncertain);

        TrackedFace other = Assert.Single(Run([Place], Second));

        Assert.Equal(TrackState.Started, other.State);
        Assert.NotEqual(first, other.TrackId);
    }

    private IReadOnlyList<TrackedFace> Run(
        BoundingBox[] boxes, FaceAppearance? looks, AlignmentStatus status = AlignmentStatus.Accepted) =>
        Apply(_tracker.Plan(boxes, 640, 480), looks, status);

    private IReadOnlyList<TrackedFace> Apply(
        IReadOnlyList<TrackStart> starts, FaceAppearance? looks, AlignmentStatus status = AlignmentStatus.Accepted) => _tracker.Apply(
            starts,
            [.. starts.Select(start => Face(start.Box, status))],
            TimeSpan.Zero,
            looks is null ? null : [.. starts.Select(_ => looks)]);

    private static FaceAppearance Looks(int seed)
    {
        var random = new Random(seed);
        return FaceAppearance.FromGrid([.. Enumerable.Range(0, 256).Select(_ => 255 * random.NextSingle())]);
    }

    private static FaceAlignment Face(BoundingBox box, AlignmentStatus status) => new(
        box,
        ImmutableArray.Create(box.X, box.Y, box.X + box.Width, box.Y + box.Height),
        1,
        ExitReason.Confident,
        0.03f,
        status);
}
