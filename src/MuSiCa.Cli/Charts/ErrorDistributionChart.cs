using System.Globalization;

namespace MuSiCa.Cli;

// The cumulative error distribution: which share of faces has at most which error.
internal static class ErrorDistributionChart
{
    private const double Limit = 10;
    private const double Failure = 8;
    private const double NoteTop = 34;
    private const double NoteStep = 5;

    public static ChartSheet Draw(Evaluation evaluation, EvaluationReport report)
    {
        MeasuredFaces faces = evaluation.Faces;
        List<ChartSeries> series =
        [
            .. report.Stages.Select((stage, index) => new ChartSeries(
                string.Create(CultureInfo.InvariantCulture, $"stage {stage.Stage}: {stage.NmeInterOcular:0.00} %"),
                ChartColors.Stage(index, faces.Stages),
                ChartStroke.Solid,
                Distribution(faces.Ocular[index]))),
        ];
        SelectiveFigures rule = report.Selective;
        int[] last = SelectiveFigures.LastStages(faces, evaluation.Plan);
        series.Add(new ChartSeries(
            string.Create(CultureInfo.InvariantCulture, $"selective, {rule.MeanStages:0.00} stages: {rule.NmeInterOcular:0.00} %"),
            ChartColors.Rule,
            ChartStroke.Dashed,
            Distribution(ExitCurves.Taken(faces.Ocular, last))));
        series.Add(new ChartSeries("limit of failures", ChartColors.Axis, ChartStroke.Dashed, [(Failure, 0), (Failure, 100)]));

        ChartNote[] notes =
        [
            .. report.Stages.Select(stage => Note(stage.Stage - 1, $"stage {stage.Stage}", stage)),
            Note(report.Stages.Length, "selective", rule),
        ];
        return new ChartSheet(
            "Cumulative error distribution",
            $"{report.Model!.Name} {report.Model.Version}, {report.Faces} faces, {report.Boxes}",
            [new ChartPanel(new ChartAxis("inter-ocular NME, %", 0, Limit), new ChartAxis("faces, %", 0, 100), series, notes)]);
    }

    // A list beside the limit, in the corner that the curves leave free.
    private static ChartNote Note(int row, string name, ErrorFigures figures) => new(
        Failure,
        NoteTop - (NoteStep * row),
        string.Create(CultureInfo.InvariantCulture, $"{name}: {figures.Fr8:0.0} % above {Failure:0} %"),
        ChartColors.Ink,
        Dot: false);

    private static (double X, double Y)[] Distribution(double[] errors)
    {
        double[] sorted = [.. errors.Order().Select(error => 100 * error)];
        return
        [
            (0, 0),
            .. sorted.SelectMany((error, index) => new[]
            {
                (error, 100.0 * index / sorted.Length),
                (error, 100.0 * (index + 1) / sorted.Length),
            }),
            (Math.Max(Limit, sorted[^1]), 100),
        ];
    }
}
