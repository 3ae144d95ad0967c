using MuSiCa.Inference;

namespace MuSiCa.Cli.Tests;

public sealed class FindJudgeTests
{
    private static readonly BoundingBox Here = new(0, 0, 10, 10);
    private static readonly BoundingBox There = new(50, 50, 10, 10);

    [Fact]
    public void Judge_TwoFindsOfOneFace_TakesTheSurerAndCallsTheOtherFalse()
    {
        JudgedPhoto photo = FindJudge.Judge(Photo([Here]), [new(Here, 0.6f), new(new(1, 0, 10, 10), 0.9f)], single: false);

        Assert.Equal([(FindKind.Face, 0), (FindKind.False, -1)], photo.Finds.Select(find => (find.Kind, find.Face)));
        Assert.Equal(0.9f, photo.ScoreOf(0));
    }

    [Theory]
    [InlineData(3.3f, true)]
    [InlineData(3.4f, false)]
    public void Judge_Overlap_CountsFromHalf(float shift, bool isFace) =>
        Assert.Equal(
            isFace ? FindKind.Face : FindKind.False,
            FindJudge.Judge(Photo([Here]), [new(new(shift, 0, 10, 10), 0.9f)], single: false).Finds[0].Kind);

    [Fact]
    public void Judge_FindInAnIgnoredRegion_IsNeitherRightNorWrong()
    {
        JudgedPhoto photo = FindJudge.Judge(Photo([Here], new BoundingBox(45, 45, 30, 30)), [new(There, 0.9f), new(new(100, 0, 9, 9), 0.8f)], false);

        Assert.Equal([FindKind.Ignored, FindKind.False], photo.Finds.Select(find => find.Kind));
        Assert.Equal(0, photo.ScoreOf(0));
    }

    [Fact]
    public void Judge_Single_IgnoresWhatIsElsewhere() =>
        Assert.Equal(FindKind.Ignored, FindJudge.Judge(Photo([Here]), [new(There, 0.9f)], single: true).Finds[0].Kind);

    [Fact]
    public void Judge_TwoFacesNearEachOther_GivesEachFindItsOwn()
    {
        var beside = new BoundingBox(3, 0, 10, 10);

        JudgedPhoto photo = FindJudge.Judge(Photo([Here, beside]), [new(beside, 0.9f), new(new(1, 0, 10, 10), 0.8f)], single: false);

        Assert.Equal([1, 0], photo.Finds.Select(find => find.Face));
    }

    private static AnnotatedPhoto Photo(BoundingBox[] faces, params BoundingBox[] ignored) => new("photo", "photo.png", faces, ignored, null);
}
