using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>Makes the sequences of a photo. A second of video is 30 frames.</summary>
internal static class SequenceMaker
{
    /// <summary>Frames of a sequence in which the face moves all the time: one whole swing.</summary>
    public const int SwingFrames = 60;

    /// <summary>Frames before something happens, and after it.</summary>
    public const int CalmFrames = 12;

    /// <summary>Frames between a loss and the boxes that come again.</summary>
    public const int BoxDelay = 6;

    // The longer side of a face's box, in pixels of the frame.
    private const double FaceSide = 160;
    private const double CrowdWidth = 0.9 * FrameRenderer.Width;
    private const double PanReach = 120;
    private const double ZoomFactor = 1.6;
    private const double MostAngle = Math.PI / 6;
    private const int SlideFrames = 8;
    private const double ElsewhereSides = 1.2;

    /// <summary>The sequences in which faces stay in sight.</summary>
    public static IEnumerable<Sequence> Moving(SequencePhoto photo) =>
    [
        Swing(SequenceKind.Still, photo, static (pose, _) => pose),
        Swing(SequenceKind.Pan, photo, static (pose, swing) => pose with { X = pose.X + (PanReach * swing) }),
        Swing(SequenceKind.Zoom, photo, static (pose, swing) => pose with { Scale = pose.Scale * Math.Pow(ZoomFactor, swing) }),
        Swing(SequenceKind.Rotate, photo, static (pose, swing) => pose with { Angle = MostAngle * swing }),
    ];

    /// <summary>The sequences in which a face is lost.</summary>
    /// <param name="photo">Who is lost.</param>
    /// <param name="other">Who comes instead.</param>
    public static IEnumerable<Sequence> Losing(SequencePhoto photo, SequencePhoto other)
    {
        Pose here = Middle(photo);
        Pose there = Middle(other);
        yield return Occlusion(photo, here);
        yield return Cut(SequenceKind.CutElsewhere, [photo, other], here, there with { X = there.X + (ElsewhereSides * FaceSide) });
        yield return Cut(SequenceKind.CutInPlace, [photo, other], here, there);
        yield return Nothing(photo, here);
        yield return Leave(photo, here);
    }

    /// <summary>All faces of a photo at once.</summary>
    public static Sequence Crowd(SequencePhoto photo)
    {
        double left = photo.Faces.Min(static face => face.Box.X);
        double right = photo.Faces.Max(static face => face.Box.X + face.Box.Width);
        Pose pose = At(photo, CrowdWidth / (right - left));
        return Sway(SequenceKind.Crowd, photo, pose, static (pose, swing) => pose with
        {
            X = pose.X + (PanReach / 6 * swing),
            Scale = pose.Scale * Math.Pow(ZoomFactor, -Math.Abs(swing) / 4),
        });
    }

    private static Sequence Swing(SequenceKind kind, SequencePhoto photo, Func<Pose, double, Pose> move) =>
        Sway(kind, photo, Middle(photo), move);

    private static Sequence Sway(SequenceKind kind, SequencePhoto photo, Pose pose, Func<Pose, double, Pose> move) => new(
        kind,
        [photo],
        [
            .. Enumerable.Range(0, SwingFrames).Select(frame =>
                new SequenceStep(0, move(pose, Math.Sin(2 * Math.PI * frame / SwingFrames))) { HasBoxes = frame == 0 }),
        ]);

    private static Sequence Occlusion(SequencePhoto photo, Pose pose)
    {
        var steps = new List<SequenceStep>(Calm(pose, 0));
        int gone = steps.Count + SlideFrames;
        steps.AddRange(Enumerable.Range(1, SlideFrames).Select(frame => Hidden((double)frame / SlideFrames)));
        steps.AddRange(Enumerable.Repeat(Hidden(1), SlideFrames));
        steps.AddRange(Enumerable.Range(1, SlideFrames).Select(frame => Hidden(1 - ((double)frame / SlideFrames))));
        steps.AddRange(Calm(pose, 0));
        return new Sequence(SequenceKind.Occlusion, [photo], steps) { Gone = gone };

        SequenceStep Hidden(double share) => new(0, pose) { Hidden = share };
    }

    private static Sequence Cut(SequenceKind kind, SequencePhoto[] photos, Pose first, Pose second) => new(
        kind, photos, [.. Calm(first, 0), .. Calm(second, 1, BoxDelay)])
    {
        Gone = CalmFrames,
    };

    private static Sequence Nothing(SequencePhoto photo, Pose pose) => new(
        SequenceKind.CutToNothing,
        [photo],
        [.. Calm(pose, 0), .. Enumerable.Repeat(new SequenceStep(null, pose), CalmFrames), .. Calm(pose, 0)])
    {
        Gone = CalmFrames,
    };

    private static Sequence Leave(SequencePhoto photo, Pose pose)
    {
        double way = FrameRenderer.Width - pose.X + FaceSide;
        var steps = new List<SequenceStep>(Calm(pose, 0));
        for (int frame = 1; frame <= 2 * CalmFrames; frame++)
        {
            double share = 1 - Math.Abs(1 - ((double)frame / CalmFrames));
            steps.Add(new SequenceStep(0, pose with { X = pose.X + (way * share) }));
        }

        int gone = steps.FindIndex(step => IsOutside(step.Pose.ToFrame(photo.Faces[0].Box)));
        steps.AddRange(Calm(pose, 0));
        return new Sequence(SequenceKind.Leave, [photo], steps) { Gone = gone };
    }

    private static bool IsOutside(BoundingBox box) => !BoxRules.Overlaps(box, FrameRenderer.Width, FrameRenderer.Height);

    private static IEnumerable<SequenceStep> Calm(Pose pose, int photo, int boxes = 0) =>
        Enumerable.Range(0, CalmFrames).Select(frame => new SequenceStep(photo, pose) { HasBoxes = frame == boxes });

    private static Pose Middle(SequencePhoto photo) => At(photo, FaceSide / photo.Faces[0].Box.Side);

    private static Pose At(SequencePhoto photo, double scale) => new(
        photo.Anchor.X, photo.Anchor.Y, FrameRenderer.Width / 2.0, FrameRenderer.Height / 2.0, scale, 0);
}
