using System.Globalization;

namespace MuSiCa.Cli;

// Precision over recall, for all faces and for each size.
internal static class PrecisionRecallChart
{
    private const double LowestPrecision = 50;

    public static ChartSheet Draw(FinderEvaluation evaluation, FinderReport report)
    {
        var all = FinderCurve.Measure(evaluation.Photos, FaceSizes.All);
        ChartSeries[] series =
        [
            .. FaceSizes.Classes.SelectMany((sizes, index) => Series(
                sizes,
                FinderCurve.Measure(evaluation.Photos, sizes),
                ChartColors.Stage(index, FaceSizes.Classes.Count),
                ChartStroke.Dashed)),
            .. Series(FaceSizes.All, all, ChartColors.Rule, ChartStroke.Solid),
        ];
        ChartNote[] notes =
        [
            Note(all.At(report.Threshold), "score"),
            Note(all.At(report.ThresholdAtFalsePerImage), "0.1 false an image, score"),
        ];
        return new ChartSheet(
            "Precision and recall",
            $"{report.Finder.Name} {report.Finder.Version}, {report.Photos} photos, {report.Annotation}",
            [
                new ChartPanel(
                    new ChartAxis("recall, %", 0, 100),
                    new ChartAxis("precision, %", LowestPrecision, 100),
                    series.Length > 0 ? series : [new ChartSeries("no faces", ChartColors.Quiet, ChartStroke.Solid, [])],
                    notes),
            ]);
    }

    private static IEnumerable<ChartSeries> Series(FaceSizes sizes, FinderCurve curve, string color, ChartStroke stroke)
    {
        if (curve.AveragePrecision is double precision)
        {
            yield return new ChartSeries(
                string.Create(CultureInfo.InvariantCulture, $"{sizes.Name}: AP {precision:0.0} %"),
                color,
                stroke,
                [.. curve.Points.Select(point => (point.Recall, point.Precision))]);
        }
    }

    private static ChartNote Note(CurvePoint point, string what) => new(
        point.Recall,
        Math.Max(point.Precision, LowestPrecision),
        string.Create(CultureInfo.InvariantCulture, $"{what} {point.Threshold:0.###}: recall {point.Recall:0.0} %"),
        ChartColors.Rule,
        Dot: true);
}
