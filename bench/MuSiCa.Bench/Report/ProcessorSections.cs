using System.Text;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Writes what was measured in this process.</summary>
internal static class ProcessorSections
{
    private static readonly string[] Times = ["p50 ms", "p95", "p99", "p99.9"];

    public static void Write(StringBuilder text, BenchReport report)
    {
        if (report.Ceiling is { } ceiling)
        {
            Write(text, ceiling);
        }

        if (report.Closed is { } closed)
        {
            text.Append("## Closed loop\n\n");
            MarkdownTable.Write(
                text,
                [
                    "policy", "exits", "callers", "faces/s", .. Times, "stages", "mean batch", "padding", "bytes/face",
                    "processor ms/face",
                ],
                closed.Points.Select(Row));
        }

        if (report.Open is { } open)
        {
            text.Append("## Open loop\n\nPoisson arrivals, the same for each policy. Good is within ");
            text.Append(Invariant($"{report.OpenDeadlineMilliseconds:0} ms of the time a face was due.\n\n"));
            MarkdownTable.Write(
                text,
                [
                    "exits", "load", "arrivals/s", "policy", "faces/s", "good/s", "in time", "refused", .. Times, "stages", "mean batch",
                ],
                open.SelectMany(static point => point.Policies.Select(figures => Row(point, figures))));
        }
    }

    private static void Write(StringBuilder text, CeilingResult ceiling)
    {
        text.Append(Invariant($"## Ceiling\n\nEach stage straight on ONNX Runtime. Best: {ceiling.BestWay}, batches of "));
        text.Append(Invariant($"{ceiling.BestBatch}: {ceiling.FacesPerSecond:0} faces/s through all stages.\n\n"));
        foreach (CeilingTable table in ceiling.Tables)
        {
            text.Append(Invariant($"{table.Way} ({table.Runners} at a time):\n\n"));
            int stages = table.Cells.Max(static cell => cell.Stage);
            MarkdownTable.Write(
                text,
                [
                    "batch",
                    .. Enumerable.Range(1, stages).Select(static stage => Invariant($"stage {stage}, ms")),
                    "all stages, faces/s",
                ],
                CeilingBench.Buckets.Select(bucket => Row(table, bucket)));
        }
    }

    private static string[] Row(CeilingTable table, int bucket) =>
    [
        Cell.Of(bucket),
        .. table.Cells.Where(cell => cell.Batch == bucket)
            .OrderBy(static cell => cell.Stage)
            .Select(static cell => Cell.Of(cell.Milliseconds, 2)),
        Cell.Of(table.FacesPerSecond(bucket)),
    ];

    private static string[] Row(ClosedPoint point) =>
    [
        point.Policy,
        point.Exits,
        Cell.Of(point.Callers),
        Cell.Of(point.Figures.FacesPerSecond),
        .. Cell.Times(point.Figures.Latency),
        Cell.Of(point.Figures.MeanStages, 2),
        Cell.Batches(point.Figures.MeanBatch),
        Cell.Share(point.Figures.PaddingShare),
        Cell.Of(point.Figures.BytesPerFace),
        Cell.Of(point.Figures.ProcessorMilliseconds, 2),
    ];

    private static string[] Row(OpenPoint point, OpenFigures figures) =>
    [
        point.Exits,
        Cell.Of(point.Load, 1),
        Cell.Of(point.FacesPerSecond),
        figures.Policy,
        Cell.Of(figures.FacesPerSecond),
        Cell.Of(figures.Goodput),
        Cell.Share(figures.WithinDeadline),
        Cell.Of(figures.Refused),
        .. Cell.Times(figures.Latency),
        Cell.Of(figures.MeanStages, 2),
        Cell.Batches(figures.MeanBatch),
    ];
}
