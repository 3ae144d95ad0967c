using System.Collections.Immutable;
using MuSiCa.Cascade;

namespace MuSiCa.Tracking.Tests;

/// <summary>Faces are four corners of a square: the landmarks of a face at rest have the box that they began with.</summary>
public sealed class TrackerTests
{
    private const int Width = 640;
    private const int Height = 480;

    private static readonly BoundingBox Left = new(100, 100, 80, 80);
    private static readonly BoundingBox Right = new(400, 100, 80, 80);

    private readonly Tracker _tracker = new(new TrackerOptions { MaxFaces = 2, RememberedFrames = 3 });
    private TimeSpan _time;

    [Fact]
    public void Plan_NothingKnown_IsEmpty() => Assert.Empty(_tracker.Plan([], Width, Height));

    [Fact]
    public void Apply_FaceMoves_IsFollowedFromItsLastLandmarks()
    {
        TrackedFace first = Assert.Single(Run([Left]));
        TrackedFace second = Assert.Single(Run([], Moved(Left, 20, 5)));

        TrackStart third = Assert.Single(_tracker.Plan([], Width, Height));

        Assert.Equal((TrackState.Started, TrackState.Followed, TrackState.Followed), (first.State, second.State, third.State));
        Assert.Equal(first.TrackId, third.TrackId);
        Assert.Equal(Moved(Left, 20, 5), third.Box);
    }

    [Fact]
    public void Plan_BoxOfAFollowedFace_StartsNoOther()
    {
        Run([Left]);

        Assert.Equal(TrackState.Followed, Assert.Single(_tracker.Plan([Moved(Left, 10, 0)], Width, Height)).State);
    }

    [Fact]
    public void Plan_MoreFacesThanAllowed_TakesTheFirst()
    {
        IReadOnlyList<TrackStart> starts = _tracker.Plan([Left, Right, new BoundingBox(250, 300, 80, 80)], Width, Height);

        Assert.Equal([Left, Right], starts.Select(start => start.Box));
    }

    [Fact]
    public void Apply_Uncertain_IsLostAndNotFollowed()
    {
        Run([Left]);

        TrackedFace lost = Assert.Single(Lose());

        Assert.Equal(TrackState.Lost, lost.State);
        Assert.Empty(_tracker.Plan([], Width, Height));
        Assert.Equal(0, _tracker.Count);
    }

    [Fact]
    public void Apply_LandmarksSlideOffTheirBox_AreLost()
    {
        Run([Left]);

        Assert.Equal(TrackState.Lost, Assert.Single(Run([], Moved(Left, 60, 0))).State);
    }

    [Fact]
    public void Plan_FaceOutsideThePicture_IsLostWithoutLandmarks()
    {
        ulong id = Assert.Single(Run([Left])).TrackId;

        IReadOnlyList<TrackStart> starts = _tracker.Plan([], width: 90, height: 90);

        Assert.Empty(starts);
        Assert.Equal(new TrackedFace(id, TrackState.Lost, null), Assert.Single(_tracker.Apply(starts, [], _time)));
    }

    [Fact]
    public void Plan_BoxWhereALostFaceWas_ResumesIt()
    {
        ulong id = Assert.Single(Run([Left])).TrackId;
        Lose();

        TrackedFace back = Assert.Single(Run([Moved(Left, 10, 10)]));

        Assert.Equal((id, TrackState.Resumed), (back.TrackId, back.State));
    }

    [Fact]
    public void Plan_BoxElsewhere_StartsAnother()
    {
        ulong id = Assert.Single(Run([Left])).TrackId;
        Lose();

        TrackedFace other = Assert.Single(Run([Right]));

        Assert.NotEqual(id, other.TrackId);
        Assert.Equal(TrackState.Started, other.State);
    }

    [Fact]
    public void Plan_LostTooLongAgo_StartsAnother()
    {
        ulong id = Assert.Single(Run([Left])).TrackId;
        Lose();
        for (int i = 0; i < 3; i++)
        {
            Run([]);
        }

        Assert.NotEqual(id, Assert.Single(Run([Left])).TrackId);
    }

    [Fact]
    public void PlanAgain_FaceIsLostWhereTheFrameHasABox_BeginsThereAtOnce()
    {
        ulong id = Assert.Single(Run([Left])).TrackId;
        BoundingBox given = Moved(Left, 30, 0);
        IReadOnlyList<TrackStart> starts = _tracker.Plan([given], Width, Height);
        _tracker.Apply(starts, [Face(Left, AlignmentStatus.Uncertain)], _time);

        TrackStart again = Assert.Single(_tracker.PlanAgain());

        Assert.Equal(new TrackStart(id, given, TrackState.Resumed), again);
        Assert.Empty(_tracker.PlanAgain());
    }

    [Fact]
    public void PlanAgain_FaceIsFollowed_HasNothingToDo()
    {
        Run([Left]);
        IReadOnlyList<TrackStart> starts = _tracker.Plan([Left], Width, Height);
        _tracker.Apply(starts, [Face(Left)], _time);

        Assert.Empty(_tracker.PlanAgain());
    }

    [Fact]
    public void Apply_TwoTracksMeetOnOneFace_KeepsTheOlder()
    {
        ulong[] ids = [.. Run([Left, Right]).Select(face => face.TrackId)];
        BoundingBox near = new(380, 100, 80, 80);

        // The left one has jumped, within what is allowed of its box, onto the right one's face.
        IReadOnlyList<TrackStart> starts = _tracker.Plan([], Width, Height);
        IReadOnlyList<TrackedFace> faces = _tracker.Apply(
            [starts[0] with { Box = near }, starts[1]], [Face(Right), Face(Right)], _time);

        Assert.Equal([(ids[0], TrackState.Followed), (ids[1], TrackState.Lost)], faces.Select(face => (face.TrackId, face.State)));
    }

    [Fact]
    public void Apply_RandomFrames_NeverGivesANumberTwiceInAFrameNorMoreFacesThanAllowed()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var tracker = new Tracker(new TrackerOptions { MaxFaces = 3, RememberedFrames = 4 });
            var born = new HashSet<ulong>();
            for (int frame = 0; frame < 60; frame++)
            {
                BoundingBox[] boxes = [.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomBox(random))];
                IReadOnlyList<TrackStart> starts = tracker.Plan(boxes, Width, Height);
                var faces = new List<TrackedFace>(tracker.Apply(starts, [.. starts.Select(start => RandomFace(random, start.Box))], default));
                IReadOnlyList<TrackStart> again = tracker.PlanAgain();
                faces.AddRange(tracker.Apply(again, [.. again.Select(start => RandomFace(random, start.Box))], default));

                ulong[] live = [.. faces.Where(face => face.State != TrackState.Lost).Select(face => face.TrackId)];
                Assert.Equal(live.Length, live.Distinct().Count());
                Assert.InRange(live.Length, 0, 3);
                Assert.Equal(live.Length, tracker.Count);
                Assert.All(faces.Where(face => face.State == TrackState.Started), face => Assert.True(born.Add(face.TrackId)));
                Assert.All(faces.Where(face => face.State == TrackState.Followed), face => Assert.Contains(face.TrackId, born));
            }
        }
    }

    private IReadOnlyList<TrackedFace> Run(BoundingBox[] boxes, BoundingBox? found = null)
    {
        _time += TimeSpan.FromMilliseconds(40);
        IReadOnlyList<TrackStart> starts = _tracker.Plan(boxes, Width, Height);
        return _tracker.Apply(starts, [.. starts.Select(start => Face(found ?? start.Box))], _time);
    }

    private IReadOnlyList<TrackedFace> Lose()
    {
        IReadOnlyList<TrackStart> starts = _tracker.Plan([], Width, Height);
        return _tracker.Apply(starts, [.. starts.Select(start => Face(start.Box, AlignmentStatus.Uncertain))], _time);
    }

    private static BoundingBox RandomBox(Random random) => new(random.Next(560), random.Next(400), 60 + random.Next(40), 60 + random.Next(40));

    private static FaceAlignment RandomFace(Random random, BoundingBox box) => Face(
        Moved(box, random.Next(-40, 40), random.Next(-40, 40)),
        random.Next(5) == 0 ? AlignmentStatus.Uncertain : AlignmentStatus.Accepted);

    private static BoundingBox Moved(BoundingBox box, float x, float y) => box with { X = box.X + x, Y = box.Y + y };

    private static FaceAlignment Face(BoundingBox box, AlignmentStatus status = AlignmentStatus.Accepted) => new(
        box,
        ImmutableArray.Create(
            box.X, box.Y, box.X + box.Width, box.Y, box.X, box.Y + box.Height, box.X + box.Width, box.Y + box.Height),
        1,
        ExitReason.Confident,
        0.03f,
        status);
}
