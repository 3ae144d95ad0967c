using System.Globalization;

namespace MuSiCa.Cli;

// The report as tables for a terminal.
internal static class ReportTables
{
    private static readonly string[] FigureHeading =
        ["", "stages", "M mult-adds", "NME", "NME pupil", "P95", "FR@8", "FR@10", "AUC@8", "AUC@10"];

    private static readonly string[] JudgedHeading =
        ["", "passes", "M mult-adds", "NME", "P95", "FR@8", "FR@10", "accepted", "their NME", "their FR@10"];

    private static readonly string[] ExitHeading = ["leave when", "stages", "M mult-adds", "NME", "P95", "FR@8"];

    public static void Write(TextWriter output, EvaluationReport report, IReadOnlyList<ExitRow> rules)
    {
        EvaluatedModel model = report.Model!;
        string missed = report.NotFound is int count ? $" ({count} not found)" : string.Empty;
        string title = $"{model.Name} {model.Version} on {report.Faces} faces{missed}, {report.Boxes}; errors in percent";
        TextTable.Write(output, title, FigureHeading, Rows(report));
        foreach ((string name, EvaluationReport part) in report.Subsets ?? new Dictionary<string, EvaluationReport>())
        {
            TextTable.Write(output, $"{name}: {part.Faces} faces", FigureHeading, Rows(part));
        }

        TextTable.Write(output, "Accepted faces", JudgedHeading, report.Judged!.Select(Row));
        TextTable.Write(output, "Exits", ExitHeading, Exits(report.ExitCurve!, rules));
    }

    private static IEnumerable<string[]> Rows(EvaluationReport report)
    {
        foreach (StageFigures stage in report.Stages)
        {
            string label = stage.Stage == report.Stages.Length ? $"all {stage.Stage} stages" : $"after stage {stage.Stage}";
            yield return Row(label, stage.Stage, stage.MultiplyAdds, stage);
        }

        SelectiveFigures rule = report.Selective;
        yield return Row(
            rule.GainThreshold is double gain
                ? string.Create(CultureInfo.InvariantCulture, $"selective, predicted gain < {gain:0.#####}")
                : string.Create(CultureInfo.InvariantCulture, $"selective, predicted < {rule.Threshold:0.#####}"),
            rule.MeanStages,
            rule.MeanMultiplyAdds,
            rule);
    }

    private static string[] Row(string label, double stages, double work, ErrorFigures figures) =>
    [
        label,
        Number(stages, "0.00"),
        Number(work / 1e6, "0.0"),
        Number(figures.NmeInterOcular, "0.000"),
        Number(figures.NmeInterPupil, "0.000"),
        Number(figures.P95InterOcular, "0.00"),
        Number(figures.Fr8, "0.00"),
        Number(figures.Fr10, "0.00"),
        Number(figures.Auc8, "0.00"),
        Number(figures.Auc10, "0.00"),
    ];

    private static string[] Row(JudgedFigures figures) =>
    [
        figures.Rule,
        Number(figures.MeanPasses, "0.00"),
        Number(figures.MeanMultiplyAdds / 1e6, "0.0"),
        Number(figures.NmeInterOcular, "0.000"),
        Number(figures.P95InterOcular, "0.00"),
        Number(figures.Fr8, "0.00"),
        Number(figures.Fr10, "0.00"),
        string.Create(CultureInfo.InvariantCulture, $"{figures.Accepted}"),
        figures.AcceptedNme is double nme ? Number(nme, "0.000") : "-",
        figures.AcceptedFr10 is double rate ? Number(rate, "0.00") : "-",
    ];

    // Every other way to leave stands under each rule at the same mean number of multiply-adds.
    private static IEnumerable<string[]> Exits(ExitCurves curves, IReadOnlyList<ExitRow> rules)
    {
        foreach (ExitPoint point in curves.Fixed)
        {
            yield return Row(string.Create(CultureInfo.InvariantCulture, $"always after stage {point.Setting:0}"), point);
        }

        foreach ((string label, ExitPoint point) in rules)
        {
            yield return Row(label, point);
            yield return Row("  fixed number of stages, same work", ExitPoint.At(curves.Fixed, point.MultiplyAdds));
            yield return Row("  by chance, same work", ExitPoint.At(curves.Random, point.MultiplyAdds));
            yield return Row("  true error, same work", ExitPoint.At(curves.OracleError, point.MultiplyAdds));
            yield return Row("  true gain, same work", ExitPoint.At(curves.OracleGain, point.MultiplyAdds));
        }
    }

    private static string[] Row(string label, ExitPoint point) =>
    [
        label,
        Number(point.MeanStages, "0.00"),
        Number(point.MultiplyAdds / 1e6, "0.0"),
        Number(point.Nme, "0.000"),
        Number(point.P95, "0.00"),
        Number(point.Fr8, "0.00"),
    ];

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
