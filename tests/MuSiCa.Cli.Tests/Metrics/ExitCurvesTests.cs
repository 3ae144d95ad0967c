using MuSiCa.Inference;

namespace MuSiCa.Cli.Tests;

public sealed class ExitCurvesTests
{
    // Two stages, four faces; the predictions order the faces rightly after stage 1.
    private static readonly MeasuredFaces Faces = new(
        [[0.02, 0.04, 0.08, 0.10], [0.02, 0.03, 0.04, 0.05]],
        [[0.03, 0.05, 0.09, 0.11], [0.03, 0.04, 0.05, 0.06]],
        [[0.025, 0.035, 0.07, 0.09], [0.02, 0.03, 0.04, 0.05]],
        [100, 300]);

    [Fact]
    public void LeaveBelow_Threshold_StopsAtTheFirstStageBelowIt() =>
        Assert.Equal([0, 0, 1, 1], ExitCurves.LeaveBelow(Faces.Predicted, 0.07));

    [Fact]
    public void LeaveBelow_NotANumber_GoesOn() =>
        Assert.Equal([1], ExitCurves.LeaveBelow([[double.NaN], [0.1]], 1));

    [Fact]
    public void Measure_Point_SumsUpWhatEachFaceTook()
    {
        ExitPoint point = ExitPoint.Measure(Faces, [0, 0, 1, 1], 0.07);

        Assert.Equal(100 * (0.02 + 0.04 + 0.04 + 0.05) / 4, point.Nme, 1e-9);
        Assert.Equal(1.5, point.MeanStages);
        Assert.Equal(250, point.MultiplyAdds);
        Assert.Equal(0, point.Fr8);
        Assert.Equal(4.85, point.P95, 1e-9);
    }

    [Fact]
    public void Measure_Curves_RunFromAllStagesToOne()
    {
        ExitCurves curves = ExitCurves.Measure(Faces);

        Assert.Equal([6.0, 3.5], curves.Fixed.Select(point => Math.Round(point.Nme, 9)));
        Assert.Equal([1.0, 2.0], curves.Fixed.Select(point => point.MeanStages));
        Assert.Equal(2, curves.PredictedError[0].MeanStages);
        Assert.Equal(1.25, curves.PredictedError[^1].MeanStages);
        Assert.Equal(2, curves.Random[0].MeanStages);
        Assert.Equal(1, curves.Random[^1].MeanStages);
        Assert.Equal(curves.PredictedError.Select(point => point.Setting).Order(), curves.PredictedError.Select(point => point.Setting));
    }

    [Fact]
    public void Measure_ByChance_LiesOnTheWayBetweenFixedStages()
    {
        ExitPoint half = ExitCurves.Measure(Faces).Random[10];

        Assert.Equal(0.5, half.Setting, 1e-9);
        Assert.InRange(half.MeanStages, 1.3, 1.7);
        Assert.Equal(3.5 + ((2 - half.MeanStages) * 2.5), half.Nme, 0.5);
    }

    [Fact]
    public void Measure_OneStage_HasNoExitsButTheEnd()
    {
        ExitCurves curves = ExitCurves.Measure(new MeasuredFaces([[0.1, 0.2]], [[0.1, 0.2]], [[0.1, 0.2]], [5]));

        Assert.Equal(1, Assert.Single(curves.PredictedError).MeanStages);
    }

    [Theory]
    [InlineData(150, 3)]
    [InlineData(50, 2)]
    [InlineData(500, 4)]
    public void At_Work_IsLinearBetweenPointsAndKeepsTheEnds(double work, double expected)
    {
        ExitPoint[] curve = [new(1, 4, 0, 0, 2, 200), new(0, 2, 0, 0, 1, 100)];

        Assert.Equal(expected, ExitPoint.At(curve, work).Nme, 1e-9);
    }

    [Fact]
    public void Create_Selective_SumsUpTheRule()
    {
        SelectiveFigures figures = SelectiveFigures.Create(Faces, new ExitPlan(0.069f, 2));

        Assert.Equal([2, 2], figures.Exits);
        Assert.Equal(1.5, figures.MeanStages);
        Assert.Equal(250, figures.MeanMultiplyAdds);
        Assert.Equal(3.75, figures.NmeInterOcular, 1e-9);
        Assert.Equal(100 * (0.03 + 0.05 + 0.05 + 0.06) / 4, figures.NmeInterPupil, 1e-9);
    }

    [Fact]
    public void Create_GainThreshold_LetsFacesLeaveByEitherRule()
    {
        MeasuredFaces gaining = Faces with { Gains = [[0.001, 0.02, 0.03, 0.001], [0, 0, 0, 0]] };

        SelectiveFigures byGain = SelectiveFigures.Create(gaining, new ExitPlan(0.001f, 2, 0.01f));
        SelectiveFigures byBoth = SelectiveFigures.Create(gaining, new ExitPlan(0.05f, 2, 0.01f));

        Assert.Equal([2, 2], byGain.Exits);
        Assert.Equal([3, 1], byBoth.Exits);
        Assert.Equal(0.01, byGain.GainThreshold!.Value, 1e-6);
        Assert.Null(SelectiveFigures.Create(gaining, new ExitPlan(0.05f, 2)).GainThreshold);
    }

    [Fact]
    public void Measure_Gains_GiveACurveOfTheirOwn()
    {
        MeasuredFaces gaining = Faces with { Gains = [[0.001, 0.02, 0.03, 0.002], [0, 0, 0, 0]] };

        ExitPoint[] curve = ExitCurves.Measure(gaining).PredictedGain!;

        Assert.Null(ExitCurves.Measure(Faces).PredictedGain);
        Assert.Equal(2, curve[0].MeanStages);
        Assert.Equal(1.25, curve[^1].MeanStages);
    }

    [Fact]
    public void Measure_Row_NamesTheRuleThatFacesLeaveBy()
    {
        MeasuredFaces gaining = Faces with { Gains = [[0.001, 0.02, 0.03, 0.002], [0, 0, 0, 0]] };

        Assert.Equal("predicted gain < 0.01", ExitRow.Measure(gaining, new ExitPlan(0.07f, 2, 0.01f)).Label);
        Assert.Equal("predicted error < 0.07", ExitRow.Measure(Faces, new ExitPlan(0.07f, 2, 0.01f)).Label);
    }

    [Fact]
    public void Only_SomeFaces_KeepsThem() => Assert.Equal([0.10, 0.02], Faces.Only([3, 0]).Ocular[0]);
}
