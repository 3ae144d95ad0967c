using System.Globalization;

namespace MuSiCa.Cli;

// The report as a table for a terminal.
internal static class FinderTables
{
    public static void Write(TextWriter output, FinderReport report)
    {
        string beside = report.Single ? ", finds beside the annotated face not counted" : string.Empty;
        string title = $"{report.Finder.Name} {report.Finder.Version} on {report.Photos} photos, {report.Annotation}{beside}; percent";
        string[] heading =
        [
            "faces of",
            "faces",
            "AP at IoU 0.5",
            string.Create(CultureInfo.InvariantCulture, $"recall at {FinderReport.FalsePerImage} false an image"),
            string.Create(CultureInfo.InvariantCulture, $"recall at score {report.Threshold:0.###}"),
            "false finds there",
        ];
        TextTable.Write(output, title, heading, report.Sizes.Select(Row));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{FinderReport.FalsePerImage} false finds an image at score {report.ThresholdAtFalsePerImage:0.###}; "
                + $"{report.IgnoredRegions} regions ignored; mean IoU of what is found {report.MeanIou ?? 0:0.000}"));
    }

    private static string[] Row(SizeFigures figures) =>
    [
        figures.Sizes,
        figures.Faces.ToString(CultureInfo.InvariantCulture),
        Percent(figures.AveragePrecision),
        Percent(figures.RecallAtFalsePerImage),
        Percent(figures.Recall),
        figures.FalseFinds.ToString(CultureInfo.InvariantCulture),
    ];

    private static string Percent(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";
}
