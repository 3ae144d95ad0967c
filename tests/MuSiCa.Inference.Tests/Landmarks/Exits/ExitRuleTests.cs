namespace MuSiCa.Inference.Tests;

public sealed class ExitRuleTests
{
    private readonly ExitRule _rule = new(TinyModel.Package);

    [Fact]
    public void Resolve_Nothing_TakesTheModelsThresholdAndAllStages() =>
        Assert.Equal(new ExitPlan(0.05f, 3), _rule.Resolve(ExitLimits.Default));

    [Fact]
    public void Resolve_Profile_TakesItsThreshold() =>
        Assert.Equal(new ExitPlan(0.06f, 3), _rule.Resolve(new ExitLimits(Profile: "fast")));

    [Fact]
    public void Resolve_MaxErrorAndProfile_TakesMaxError() =>
        Assert.Equal(new ExitPlan(0.01f, 3), _rule.Resolve(new ExitLimits(MaxError: 0.01f, Profile: "fast")));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(9, 3)]
    public void Resolve_MaxStages_IsAtMostTheStagesThereAre(int asked, int expected) =>
        Assert.Equal(expected, _rule.Resolve(new ExitLimits(MaxStages: asked)).Stages);

    [Theory]
    [InlineData(0f)]
    [InlineData(-0.1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Resolve_SenselessMaxError_IsRefused(float maxError)
    {
        ExitLimitsException exception = Assert.Throws<ExitLimitsException>(() => _rule.Resolve(new ExitLimits(MaxError: maxError)));

        Assert.Equal("maxError", exception.Limit);
        Assert.Contains(FormattableString.Invariant($"maxError {maxError} "), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_NoStages_IsRefused()
    {
        ExitLimitsException exception = Assert.Throws<ExitLimitsException>(() => _rule.Resolve(new ExitLimits(MaxStages: 0)));

        Assert.Equal("maxStages", exception.Limit);
        Assert.Contains("maxStages 0 is below 1; model 'tiny' has 3 stages", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_UnknownProfile_NamesTheKnownOnes()
    {
        ExitLimitsException exception = Assert.Throws<ExitLimitsException>(
            () => _rule.Resolve(new ExitLimits(MaxError: 0.1f, Profile: "Fast")));

        Assert.Equal("profile", exception.Limit);
        Assert.Contains("'Fast' is unknown; model 'tiny' has accurate, balanced, fast", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 3, 0.0499f, ExitReason.Confident)]
    [InlineData(1, 3, 0.05f, null)]
    [InlineData(2, 3, 0.04f, ExitReason.Confident)]
    [InlineData(2, 3, 0.9f, null)]
    [InlineData(3, 3, 0.01f, ExitReason.Exhausted)]
    [InlineData(3, 3, 0.9f, ExitReason.Exhausted)]
    [InlineData(1, 1, 0.01f, ExitReason.Budget)]
    [InlineData(2, 2, 0.9f, ExitReason.Budget)]
    public void Decide_AfterAStage_FollowsTheRule(int stages, int allowed, float predictedError, ExitReason? expected)
    {
        var progress = new FaceProgress(6, 8) { Stages = stages, PredictedError = predictedError };

        Assert.Equal(expected, _rule.Decide(new ExitPlan(0.05f, allowed), progress));
    }

    [Theory]
    [InlineData(0.009f, ExitReason.Confident)]
    [InlineData(0.01f, null)]
    [InlineData(float.NaN, null)]
    public void Decide_PredictedGain_LetsAFaceLeaveBelowTheGainThreshold(float gain, ExitReason? expected)
    {
        var progress = new FaceProgress(6, 8) { Stages = 1, PredictedError = 0.9f, PredictedGain = gain };

        Assert.Equal(expected, _rule.Decide(new ExitPlan(0.05f, 3, GainThreshold: 0.01f), progress));
    }

    [Fact]
    public void Decide_NoGainThresholdAndNegativeGain_GoesOn()
    {
        var progress = new FaceProgress(6, 8) { Stages = 1, PredictedError = 0.9f, PredictedGain = -0.001f };

        Assert.Null(_rule.Decide(new ExitPlan(0.05f, 3), progress));
    }

    [Fact]
    public void Resolve_ModelWithGains_TakesThemUnlessTheCallerNamesAnError()
    {
        var rule = new ExitRule(TinyModel.Package with
        {
            Exit = TinyModel.Package.Exit with
            {
                GainThreshold = 0.01f,
                GainProfiles = TinyModel.Package.Exit.GainProfiles.Add("fast", 0.02f),
            },
        });

        Assert.Equal(0.01f, rule.Resolve(ExitLimits.Default).GainThreshold);
        Assert.Equal(0.02f, rule.Resolve(new ExitLimits(Profile: "fast")).GainThreshold);
        Assert.Equal(0, rule.Resolve(new ExitLimits(Profile: "accurate")).GainThreshold);
        Assert.Equal(0, rule.Resolve(new ExitLimits(MaxError: 0.04f, Profile: "fast")).GainThreshold);
    }

    [Theory]
    [InlineData(0.08f, AlignmentStatus.Accepted)]
    [InlineData(0.0801f, AlignmentStatus.Uncertain)]
    [InlineData(float.NaN, AlignmentStatus.Uncertain)]
    public void Judge_PredictedError_IsComparedWithTheFinalThreshold(float predictedError, AlignmentStatus expected) =>
        Assert.Equal(expected, _rule.Judge(predictedError));
}
