using MuSiCa.Inference;

namespace MuSiCa.Bench.Tests;

public class SequenceTests
{
    private static readonly SequencePhoto One = SequencePhotoMaker.Make(1);
    private static readonly SequencePhoto Other = SequencePhotoMaker.Make(2);

    [Fact]
    public void Moving_EverySequence_ShowsTheFaceAndGivesItsBoxOnce() => Assert.All(SequenceMaker.Moving(One), sequence =>
    {
        Assert.Null(sequence.Gone);
        Assert.Null(sequence.Again);
        Assert.True(sequence.Steps[0].HasBoxes);
        Assert.All(sequence.Steps, step => Assert.Equal(0, step.Photo));
    });

    [Fact]
    public void Losing_EverySequence_IsGoneBeforeBoxesComeAgain() => Assert.All(SequenceMaker.Losing(One, Other), sequence =>
    {
        Assert.NotNull(sequence.Gone);
        Assert.True(sequence.Gone < sequence.Again, $"{sequence.Kind}: gone in {sequence.Gone}, boxes in {sequence.Again}");
    });

    [Fact]
    public void Leave_FrameInWhichItIsGone_TheBoxIsOutside()
    {
        Sequence leave = SequenceMaker.Losing(One, Other).Single(sequence => sequence.Kind == SequenceKind.Leave);

        Assert.False(IsInside(leave.Gone!.Value));
        Assert.True(IsInside(leave.Gone!.Value - 1));

        bool IsInside(int frame) =>
            BoxRules.Overlaps(leave.Steps[frame].Pose.ToFrame(One.Faces[0].Box), FrameRenderer.Width, FrameRenderer.Height);
    }

    [Fact]
    public void Render_SameSeed_SameFrames()
    {
        Sequence still = SequenceMaker.Moving(One).First();

        Assert.Equal(First(still, 5), First(still, 5));
        Assert.NotEqual(First(still, 5), First(still, 6));
    }

    [Fact]
    public void Render_PhotoInPlace_ShowsItsPixelsButForTheNoise()
    {
        var pose = new Pose(150, 150, 320, 240, 1, 0);
        byte[] frame = First(new Sequence(SequenceKind.Still, [One], [new SequenceStep(0, pose)]), 1);

        double difference = Enumerable.Range(0, 200)
            .Average(x => Math.Abs(frame[3 * ((240 * FrameRenderer.Width) + 220 + x)] - One.Pixels[3 * ((150 * One.Width) + 50 + x)]));

        Assert.InRange(difference, 1, FrameRenderer.Noise);
    }

    [Fact]
    public void Render_FaceFullyHidden_NothingOfItShows()
    {
        BoundingBox box = default;
        byte[][] frames =
        [
            .. new[] { One, Other }.Select(photo =>
            {
                Sequence occlusion = SequenceMaker.Losing(photo, photo).Single(sequence => sequence.Kind == SequenceKind.Occlusion);
                box = occlusion.Steps[occlusion.Gone!.Value].Pose.ToFrame(photo.Faces[0].Box);
                return occlusion.Render(1).ElementAt(occlusion.Gone!.Value).Pixels;
            }),
        ];

        for (int y = (int)box.Y; y < box.Y + box.Height; y++)
        {
            int row = 3 * ((y * FrameRenderer.Width) + (int)box.X);
            Assert.Equal(frames[0].AsSpan(row, 3 * (int)box.Width), frames[1].AsSpan(row, 3 * (int)box.Width));
        }
    }

    [Fact]
    public void Window_AroundTheFace_MovesTheFaceWithIt()
    {
        SequencePhoto window = One.Window(2);

        Assert.Equal((200, 200), (window.Width, window.Height));
        Assert.Equal(new BoundingBox(50, 50, 100, 100), window.Faces[0].Box);
        Assert.Equal(One.Faces[0].Still[0] - 50, window.Faces[0].Still[0]);
        Assert.Equal(One.Pixels[3 * ((50 * One.Width) + 50)], window.Pixels[0]);
    }

    private static byte[] First(Sequence sequence, int seed) => [.. sequence.Render(seed).First().Pixels];
}
