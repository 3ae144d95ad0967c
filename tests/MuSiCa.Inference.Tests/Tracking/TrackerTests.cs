using System.Collections.Immutable;
using CsCheck;

namespace MuSiCa.Inference.Tests;

/// <summary>Faces are four corners of a square: the landmarks of a face at rest have the box that they began with.</summary>
public sealed class TrackerTests
{
    private const int Width = 640;
    private const int Height = 480;

    private static readonly BoundingBox Left = new(100, 100, 80, 80);
    private static readonly BoundingBox Right = new(400, 100, 80, 80);

    private static readonly Gen<BoundingBox> GenBox = Gen.Select(
        Gen.Int[0, 559], Gen.Int[0, 399], Gen.Int[60, 99], Gen.Int[60, 99], (x, y, width, height) => new BoundingBox(x, y, width, height));

    private static readonly Gen<Look[]> GenLooks = Gen.Select(
        Gen.Int[-40, 39], Gen.Int[-40, 39], Gen.Int[0, 4], (x, y, kind) => new Look(x, y, IsUncertain: kind == 4)).Array[1, 6];

    private static readonly Gen<Frame> GenFrame = Gen.Select(GenBox.Array[0, 3], GenLooks, (boxes, looks) => new Frame(boxes, looks));

    private static readonly Gen<FailedFrame> GenFailure = Gen.Select(
        GenBox.Array[0, 3], GenLooks, Gen.Int[0, 2], Gen.Int[100, Width], (boxes, looks, rounds, width) => new FailedFrame(boxes, looks, rounds, width));

    private readonly Tracker _tracker = new(new TrackerOptions { MaxFaces = 2, RememberedFrames = 3 });
    private TimeSpan _time;

    [Fact]
    public void Plan_NothingKnown_IsEmpty() => Assert.Empty(_tracker.Plan([], Width, Height).Starts);

    [Fact]
    public void Apply_FaceMoves_IsFollowedFromItsLastLandmarks()
    {
        TrackedFace first = Assert.Single(Run([Left]));
        TrackedFace second = Assert.Single(Run([], Moved(Left, 20, 5)));

        TrackStart third = Assert.Single(_tracker.Plan([], Width, Height).Starts);

        Assert.Equal((TrackState.Started, TrackState.Followed, TrackState.Followed), (first.State, second.State, third.State));
        Assert.Equal(first.TrackId, third.TrackId);
        Assert.Equal(Moved(Left, 20, 5), third.Box);
    }

    [Fact]
    public void Plan_BoxOfAFollowedFace_StartsNoOther()
    {
        Run([Left]);

        Assert.Equal(TrackState.Followed, Assert.Single(_tracker.Plan([Moved(Left, 10, 0)], Width, Height).Starts).State);
    }

    [Fact]
    public void Plan_MoreFacesThanAllowed_TakesTheFirst()
    {
        IReadOnlyList<TrackStart> starts = _tracker.Plan([Left, Right, new BoundingBox(250, 300, 80, 80)], Width, Height).Starts;

        Assert.Equal([Left, Right], starts.Select(start => start.Box));
    }

    [Fact]
    public void Apply_Uncertain_IsLostAndNotFollowed()
    {
        Run([Left]);

        TrackedFace lost = Assert.Single(Lose());

        Assert.Equal(TrackState.Lost, lost.State);
        Assert.Empty(_tracker.Plan([], Width, Height).Starts);
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

        FramePlan plan = _tracker.Plan([], width: 90, height: 90);

        Assert.Empty(plan.Starts);
        Assert.Equal(new TrackedFace(id, TrackState.Lost, null), Assert.Single(plan.Commit(_time)));
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
    public void Apply_FaceIsLostWhereTheFrameHasABox_BeginsThereOnceMore()
    {
        ulong id = Assert.Single(Run([Left])).TrackId;
        BoundingBox given = Moved(Left, 30, 0);
        FramePlan plan = _tracker.Plan([given], Width, Height);

        plan.Apply([Face(Left, AlignmentStatus.Uncertain)]);
        Assert.Equal(new TrackStart(id, given, TrackState.Resumed), Assert.Single(plan.Starts));
        plan.Apply([Face(given)]);

        Assert.Empty(plan.Starts);
        Assert.Equal(
            [(id, TrackState.Lost), (id, TrackState.Resumed)], plan.Commit(_time).Select(static face => (face.TrackId, face.State)));
        Assert.Equal(given, Assert.Single(_tracker.Plan([], Width, Height).Starts).Box);
    }

    [Fact]
    public void Apply_FaceIsFollowed_HasNothingToDoOnceMore()
    {
        Run([Left]);
        FramePlan plan = _tracker.Plan([Left], Width, Height);

        plan.Apply([Face(Left)]);

        Assert.Empty(plan.Starts);
    }

    [Fact]
    public void Apply_TwoTracksMeetOnOneFace_KeepsTheOlder()
    {
        BoundingBox right = Moved(Left, 50, 0);
        ulong[] ids = [.. Run([Left, right]).Select(face => face.TrackId)];

        IReadOnlyList<TrackedFace> faces = Run([], Moved(Left, 25, 0));

        Assert.Equal([(ids[0], TrackState.Followed), (ids[1], TrackState.Lost)], faces.Select(face => (face.TrackId, face.State)));
    }

    [Fact]
    public void Commit_StartsLeft_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => _tracker.Plan([Left], Width, Height).Commit(_time));

    [Fact]
    public void Commit_AnotherFrameSinceThePlan_IsRefused()
    {
        FramePlan late = _tracker.Plan([], Width, Height);
        Run([Left]);

        Assert.Throws<InvalidOperationException>(() => late.Commit(_time));
        Assert.Equal(1, _tracker.Count);
    }

    // Whatever happens in a frame that fails, two trackers that differ in it alone tell the same from then on.
    [Fact]
    public void Plan_NeverCommitted_ChangesNothing() => Gen.Select(GenFailure.Array[0, 2], GenFrame).Array[1, 40].Sample(frames =>
    {
        var options = new TrackerOptions { MaxFaces = 3, RememberedFrames = 2, Smoothing = new SmoothingOptions() };
        Tracker[] trackers = [new(options), new(options)];
        TimeSpan time = TimeSpan.Zero;
        foreach ((FailedFrame[] failures, Frame frame) in frames)
        {
            Array.ForEach(failures, failure => failure.Run(trackers[0]));
            time += TimeSpan.FromMilliseconds(40);

            IReadOnlyList<TrackedFace>[] told = [.. trackers.Select(tracker => frame.Run(tracker, time))];

            Assert.Equal(told[1].Select(Describe), told[0].Select(Describe));
        }
    });

    [Fact]
    public void Commit_AnyFrames_NeverGivesANumberTwiceInAFrameNorMoreFacesThanAllowed() => GenFrame.Array[1, 60].Sample(frames =>
    {
        var tracker = new Tracker(new TrackerOptions { MaxFaces = 3, RememberedFrames = 4 });
        var born = new HashSet<ulong>();
        foreach (Frame frame in frames)
        {
            IReadOnlyList<TrackedFace> faces = frame.Run(tracker, default);

            ulong[] live = [.. faces.Where(face => face.State != TrackState.Lost).Select(face => face.TrackId)];
            Assert.Equal(live.Length, live.Distinct().Count());
            Assert.InRange(live.Length, 0, 3);
            Assert.Equal(live.Length, tracker.Count);
            Assert.All(faces.Where(face => face.State == TrackState.Started), face => Assert.True(born.Add(face.TrackId)));
            Assert.All(faces.Where(face => face.State == TrackState.Followed), face => Assert.Contains(face.TrackId, born));
        }
    });

    // The landmarks of the second round lie in their boxes.
    private IReadOnlyList<TrackedFace> Run(BoundingBox[] boxes, BoundingBox? found = null, AlignmentStatus status = AlignmentStatus.Accepted)
    {
        _time += TimeSpan.FromMilliseconds(40);
        FramePlan plan = _tracker.Plan(boxes, Width, Height);
        plan.Apply([.. plan.Starts.Select(start => Face(found ?? start.Box, status))]);
        plan.Apply([.. plan.Starts.Select(start => Face(start.Box))]);
        return plan.Commit(_time);
    }

    private IReadOnlyList<TrackedFace> Lose() => Run([], status: AlignmentStatus.Uncertain);

    private static string Describe(TrackedFace face) =>
        $"{face.TrackId} {face.State} {string.Join(' ', face.Alignment?.Landmarks ?? [])}";

    private static BoundingBox Moved(BoundingBox box, float x, float y) => box with { X = box.X + x, Y = box.Y + y };

    private static FaceAlignment Face(BoundingBox box, AlignmentStatus status = AlignmentStatus.Accepted) => new(
        box,
        ImmutableArray.Create(
            box.X, box.Y, box.X + box.Width, box.Y, box.X, box.Y + box.Height, box.X + box.Width, box.Y + box.Height),
        1,
        ExitReason.Confident,
        0.03f,
        status);

    /// <summary>Where a face is found, beside the box that it is sought in.</summary>
    private sealed record Look(int X, int Y, bool IsUncertain)
    {
        public FaceAlignment At(BoundingBox box) =>
            Face(Moved(box, X, Y), IsUncertain ? AlignmentStatus.Uncertain : AlignmentStatus.Accepted);
    }

    /// <summary>A frame with its boxes, and what the faces that are sought in it look like, in turn.</summary>
    private sealed record Frame(BoundingBox[] Boxes, Look[] Looks)
    {
        public IReadOnlyList<TrackedFace> Run(Tracker tracker, TimeSpan time)
        {
            FramePlan plan = tracker.Plan(Boxes, Width, Height);
            for (int sought = 0; plan.Starts.Count > 0;)
            {
                plan.Apply([.. plan.Starts.Select(start => Looks[sought++ % Looks.Length].At(start.Box))]);
            }

            return plan.Commit(time);
        }
    }

    /// <summary>A frame that fails before, between or behind its two rounds.</summary>
    private sealed record FailedFrame(BoundingBox[] Boxes, Look[] Looks, int Rounds, int Width)
    {
        public void Run(Tracker tracker)
        {
            FramePlan plan = tracker.Plan(Boxes, Width, Height);
            for (int round = 0; round < Rounds; round++)
            {
                plan.Apply([.. plan.Starts.Select((start, i) => Looks[(round + i) % Looks.Length].At(start.Box))]);
            }
        }
    }
}
