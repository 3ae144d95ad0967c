using CsCheck;
using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

public sealed class ThresholdFollowerTests
{
    private const int Stages = 3;
    private const int Enough = 400;

    private static readonly FollowOptions Options = new() { Enabled = true, Target = 0.01, MinFactor = 0.4f, MaxFactor = 1.6f };

    [Fact]
    public void Note_AnyDistances_StaysWithinBoundsAndMovesAsTheMeanSays() => Gen
        .Select(Gen.Int[1, Stages], Gen.OneOf(Gen.Double[0, 0.0069], Gen.Double[0.0071, 0.0099], Gen.Double[0.0101, 0.05]))
        .Array[1, 60]
        .Sample(static windows =>
        {
            var follower = new ThresholdFollower(Stages, Options);
            foreach ((int stage, double mean) in windows)
            {
                float[] before = Factors(follower);

                Fill(follower, stage, mean);

                float[] after = Factors(follower);
                Assert.All(after, static factor => Assert.InRange(factor, Options.MinFactor, Options.MaxFactor));
                for (int other = 1; other <= Stages; other++)
                {
                    float end = after[other - 1];
                    int moved = other != stage ? 0 : mean > Options.Target ? -1 : mean < 0.7 * Options.Target ? 1 : 0;
                    bool isAtBound = end == before[other - 1] && (end == Options.MinFactor || end == Options.MaxFactor);
                    Assert.True(isAtBound || Math.Sign(end - before[other - 1]) == moved);
                }
            }
        });

    [Fact]
    public void Note_CostGrowsWithTheThreshold_ComesToTheTargetAndStays() => Gen.Double[0.4, 1.5].Sample(static at =>
    {
        var follower = new ThresholdFollower(Stages, Options);

        // What an exit costs is the target where the factor is this.
        for (int i = 0; i < Enough; i++)
        {
            Fill(follower, 1, Options.Target * follower.Factor(1) / at);
        }

        Assert.InRange(follower.Factor(1) / at, 0.6, 1.1);
    });

    [Fact]
    public void Note_LessThanAWindow_ChangesNothing()
    {
        var follower = new ThresholdFollower(Stages, Options);
        for (int i = 1; i < ThresholdFollower.Window; i++)
        {
            follower.Note(1, 1);
        }

        Assert.Equal(1, follower.Factor(1));
        follower.Note(1, 1);
        Assert.Equal(0.9f, follower.Factor(1));
    }

    [Fact]
    public void Apply_FactorMoved_MovesBothThresholdsOfThatStageAlone()
    {
        var follower = new ThresholdFollower(Stages, Options);
        Fill(follower, 2, 1);
        var plan = new ExitPlan(0.05f, Stages, 0.01f);

        Assert.Equal(plan, follower.Apply(plan, 1));
        Assert.Equal(plan with { Threshold = 0.05f * 0.9f, GainThreshold = 0.01f * 0.9f }, follower.Apply(plan, 2));
    }

    private static float[] Factors(ThresholdFollower follower) => [.. Enumerable.Range(1, Stages).Select(follower.Factor)];

    private static void Fill(ThresholdFollower follower, int stage, double mean)
    {
        for (int i = 0; i < ThresholdFollower.Window; i++)
        {
            follower.Note(stage, mean);
        }
    }
}
