using System.Globalization;

namespace MuSiCa.Cli;

// The error over the mean number of stages, for every way to leave the cascade.
internal static class ExitCurveChart
{
    public static ChartSheet Draw(EvaluationReport report) => new(
        "Error over stages",
        $"{report.Model!.Name} {report.Model.Version}, {report.Faces} faces, {report.Boxes}",
        [
            Panel(report, "mean inter-ocular NME, %", point => point.Nme, report.Selective.NmeInterOcular),
            Panel(report, "95th percentile of the NME, %", point => point.P95, report.Selective.P95InterOcular),
        ]);

    private static ChartPanel Panel(EvaluationReport report, string title, Func<ExitPoint, double> figure, double selective)
    {
        ExitCurves curves = report.ExitCurve!;
        ChartSeries[] series =
        [
            Series("by chance", ChartColors.Chance, ChartStroke.Dashed, curves.Random, figure),
            Series("oracle: true error", ChartColors.OracleError, ChartStroke.Dashed, curves.OracleError, figure),
            Series("oracle: true gain to come", ChartColors.OracleGain, ChartStroke.Dashed, curves.OracleGain, figure),
            Series("predicted error", ChartColors.Rule, ChartStroke.Solid, curves.PredictedError, figure),
            Series("fixed number of stages", ChartColors.Fixed, ChartStroke.Markers, curves.Fixed, figure),
        ];
        if (curves.PredictedGain is { } gain)
        {
            series = [.. series, Series("predicted gain", ChartColors.Gain, ChartStroke.Solid, gain, figure)];
        }

        ChartNote[] notes =
        [
            .. curves.Fixed.Select(point => new ChartNote(
                point.MeanStages,
                figure(point),
                string.Create(CultureInfo.InvariantCulture, $"always {point.Setting:0}: {figure(point):0.00}"),
                ChartColors.Fixed,
                Dot: false)),
            new ChartNote(
                report.Selective.MeanStages,
                selective,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"below {report.Selective.GainThreshold ?? report.Selective.Threshold:0.#####}: {selective:0.00}"),
                report.Selective.GainThreshold is null ? ChartColors.Rule : ChartColors.Gain,
                Dot: true),
        ];
        return new ChartPanel(
            ChartAxis.Around("mean number of stages", curves.Fixed.Select(point => point.MeanStages)),
            ChartAxis.Around(title, series.SelectMany(line => line.Points).Select(point => point.Y)),
            series,
            notes);
    }

    private static ChartSeries Series(
        string name,
        string color,
        ChartStroke stroke,
        IEnumerable<ExitPoint> points,
        Func<ExitPoint, double> figure) =>
        new(name, color, stroke, [.. points.OrderBy(point => point.MeanStages).Select(point => (point.MeanStages, figure(point)))]);
}
