using System.Globalization;

namespace MuSiCa.Cli;

// Precision over recall, for all faces and for each size.
internal static class PrecisionRecallChart
{
    private const double LowestPrecision = 50;

    public static ChartSheet Draw(FinderEvaluation evaluation, FinderReport report)
    {
        (FaceSizes Sizes, FinderCurve Curve)[] curves =
        [
            .. FaceSizes.Reported.Select(sizes => (sizes, FinderCurve.Measure(evaluation.Photos, sizes))).Where(line => line.Item2.Faces > 0),
        ];
        ChartSeries[] series =
        [
            .. curves.Select((line, index) => new ChartSeries(
                string.Create(CultureInfo.InvariantCulture, $"{line.Sizes.Name}: AP {line.Curve.AveragePrecision:0.0} %"),
                line.Sizes == FaceSizes.All ? ChartColors.Rule : ChartColors.Stage(index - 1, Math.Max(2, curves.Length - 1)),
                line.Sizes == FaceSizes.All ? ChartStroke.Solid : ChartStroke.Dashed,
                [.. line.Curve.Points.Select(point => (point.Recall, point.Precision))])),
        ];
        ChartNote[] notes =
        [
            .. curves.Where(line => line.Sizes == FaceSizes.All).SelectMany(line => new[]
            {
                Note(line.Curve.At(report.Threshold), "score"),
                Note(line.Curve.At(report.ThresholdAtFalsePerImage), "0.1 false an image, score"),
            }),
        ];
        return new ChartSheet(
            "Precision and recall",
            $"{report.Finder.Name} {report.Finder.Version}, {report.Photos} photos, {report.Annotation}",
            [new ChartPanel(new ChartAxis("recall, %", 0, 100), new ChartAxis("precision, %", LowestPrecision, 100), series, notes)]);
    }

    private static ChartNote Note(CurvePoint point, string what) => new(
        point.Recall,
        Math.Max(point.Precision, LowestPrecision),
        string.Create(CultureInfo.InvariantCulture, $"{what} {point.Threshold:0.###}: recall {point.Recall:0.0} %"),
        ChartColors.Rule,
        Dot: true);
}
