using MuSiCa.Imaging;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Tests;

public sealed class LandmarksReplyTests
{
    private static readonly ImageOutcome Answer = ImageOutcome.Of(
        new AlignedImage(FakeStages.Package, new ImageInfo(ImageFormat.Png, 1, 1, Orientation: 1, Frames: 1), [], default));

    [Theory]
    [InlineData("queue-full", "Refused")]
    [InlineData("memory-full", "Refused")]
    [InlineData("timeout-unreachable", "Refused")]
    [InlineData("not-ready", "Refused")]
    [InlineData("draining", "Refused")]
    [InlineData("stalled", "Refused")]
    [InlineData("timed-out", "Timeout")]
    [InlineData("request-timeout", "Timeout")]
    [InlineData("internal-error", "Failed")]
    [InlineData("alignment-failed", "Failed")]
    [InlineData("alignment-stalled", "Failed")]
    [InlineData("box-outside", "Invalid")]
    [InlineData("body-too-large", "Invalid")]
    public void Outcome_OfAProblem_FollowsItsType(string type, string outcome) =>
        Assert.Equal(outcome, LandmarksReply.Of(ProblemOf(type)).Outcome.ToString());

    [Fact]
    public void Outcome_OfSeveralImages_SaysHowManyWereAnswered()
    {
        Assert.Equal(RequestOutcome.Ok, LandmarksReply.Of([Answer, Answer]).Outcome);
        Assert.Equal(RequestOutcome.Partial, LandmarksReply.Of([Answer, Failed("image-corrupt")]).Outcome);
        Assert.Equal(RequestOutcome.Invalid, LandmarksReply.Of([Failed("image-corrupt"), Failed("box-outside")]).Outcome);
        Assert.Equal(RequestOutcome.Failed, LandmarksReply.Of([Failed("image-corrupt"), Failed("alignment-failed")]).Outcome);
    }

    private static Problem ProblemOf(string type) => new(ProblemTypes.All.Single(row => row.Name == type), "x");

    private static ImageOutcome Failed(string type) => ImageOutcome.Of(ProblemOf(type));
}
