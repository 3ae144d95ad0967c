using System.Globalization;
using System.Text;

namespace MuSiCa.Bench;

/// <summary>Writes a run as Markdown.</summary>
internal static class MarkdownReport
{
    public static string Write(BenchReport report, IReadOnlyList<string> charts)
    {
        var text = new StringBuilder();
        text.Append(Line($"# Bench, {report.Date:yyyy-MM-dd HH:mm} UTC{(report.Quick ? ", short form" : string.Empty)}\n\n"));
        text.Append(Line($"{report.Machine.Processor}, {report.Machine.Cores} processors, {report.Machine.Runtime}, {report.Machine.System}. "));
        text.Append(Line($"Model {report.Model}; faces: {report.Faces}. It took {report.Seconds:0} s.\n\n"));
        if (report.Machine.IsBusy)
        {
            text.Append(string.Create(CultureInfo.InvariantCulture, $"**The machine was busy when the run began (load average {report.Machine.LoadBefore:0.0}): "
                + $"times and ratios are not to be relied on.**\n\n"));
        }

        MarkdownTable.Write(
            text,
            ["goal", "wanted", "is", "reached", "with"],
            report.Goals.Select(static goal => (string[])
            [
                goal.What, goal.Wanted, goal.Value is { } value ? Line($"{value:0.###}") : "–",
                goal.Reached switch { true => "yes", false => "**no**", null => "–" }, goal.With,
            ]));
        Ceiling(text, report.Ceiling);
        Closed(text, report.Closed);
        Open(text, report);
        Simulation(text, report.Simulation);
        Http(text, report.Http);
        foreach (string chart in charts)
        {
            text.Append(Line($"![{Path.GetFileNameWithoutExtension(chart)}]({chart})\n\n"));
        }

        return text.ToString();
    }

    private static void Ceiling(StringBuilder text, CeilingResult? ceiling)
    {
        if (ceiling is null)
        {
            return;
        }

        text.Append(string.Create(CultureInfo.InvariantCulture, $"## Ceiling\n\nEach stage straight on ONNX Runtime. Best: {ceiling.BestWay}, batches of {ceiling.BestBatch}: "
            + $"{ceiling.FacesPerSecond:0} faces/s through all stages.\n\n"));
        foreach (CeilingTable table in ceiling.Tables)
        {
            text.Append(Line($"{table.Way} ({table.Runners} at a time):\n\n"));
            int[] stages = [.. table.Cells.Select(static cell => cell.Stage).Distinct().Order()];
            MarkdownTable.Write(
                text,
                ["batch", .. stages.Select(static stage => Line($"stage {stage}, ms")), "all stages, faces/s"],
                CeilingBench.Buckets.Select(bucket => (string[])
                [
                    Line($"{bucket}"),
                    .. stages.Select(stage => Line($"{table.Cells.Single(cell => cell.Stage == stage && cell.Batch == bucket).Milliseconds:0.00}")),
                    Line($"{table.FacesPerSecond(bucket):0}"),
                ]));
        }
    }

    private static void Closed(StringBuilder text, ClosedResult? closed)
    {
        if (closed is null)
        {
            return;
        }

        text.Append("## Closed loop\n\n");
        MarkdownTable.Write(
            text,
            ["policy", "exits", "callers", "faces/s", "p50 ms", "p95", "p99", "p99.9", "stages", "mean batch", "padding", "bytes/face", "processor ms/face"],
            closed.Points.Select(static point => (string[])
            [
                point.Policy, point.Exits, Line($"{point.Callers}"), Line($"{point.Figures.FacesPerSecond:0}"), .. Times(point.Figures.Latency),
                Line($"{point.Figures.MeanStages:0.00}"), Batches(point.Figures.MeanBatch), Line($"{point.Figures.PaddingShare:P1}"),
                Line($"{point.Figures.BytesPerFace:0}"), Line($"{point.Figures.ProcessorMilliseconds:0.00}"),
            ]));
    }

    private static void Open(StringBuilder text, BenchReport report)
    {
        if (report.Open is null)
        {
            return;
        }

        text.Append(Line($"## Open loop\n\nPoisson arrivals, the same for each policy. Good is within {report.OpenDeadlineMilliseconds:0} ms of the time a face was due.\n\n"));
        MarkdownTable.Write(
            text,
            ["exits", "load", "arrivals/s", "policy", "faces/s", "good/s", "in time", "refused", "p50 ms", "p95", "p99", "p99.9", "stages", "mean batch"],
            report.Open.SelectMany(static point => point.Policies.Select(figures => (string[])
            [
                point.Exits, Line($"{point.Load:0.0}"), Line($"{point.FacesPerSecond:0}"), figures.Policy, Line($"{figures.FacesPerSecond:0}"),
                Line($"{figures.Goodput:0}"), Line($"{figures.WithinDeadline:P1}"), Line($"{figures.Refused}"), .. Times(figures.Latency),
                Line($"{figures.MeanStages:0.00}"), Batches(figures.MeanBatch),
            ])));
    }

    private static void Simulation(StringBuilder text, IReadOnlyList<SimulatedDevice>? simulation)
    {
        foreach (SimulatedDevice device in simulation ?? [])
        {
            text.Append(string.Create(CultureInfo.InvariantCulture, $"## Simulation: {device.Device}\n\nFaces a second with 99 % of them within {device.DeadlineMilliseconds:0} ms, "
                + $"and the 99th percentile of reform over drain's at shares of what drain sustains.\n\n"));
            MarkdownTable.Write(
                text,
                ["exit rate", "drain, faces/s", "reform, faces/s", "ratio", .. device.Rates[0].Points.Select(static point => Line($"p99 at {point.Load:0.0}, reform / drain"))],
                device.Rates.Select(static rate => (string[])
                [
                    Line($"{rate.ExitRate}"), Line($"{rate.DrainSustained:0}"), Line($"{rate.ReformSustained:0}"), Line($"{rate.Ratio:0.000}"),
                    .. rate.Points.Select(static point => Line($"{point.Reform.P99:0.0} / {point.Drain.P99:0.0} ms")),
                ]));
        }
    }

    private static void Http(StringBuilder text, HttpResult? http)
    {
        if (http is null)
        {
            return;
        }

        text.Append("## Over HTTP\n\n");
        if (http.Reason is { } reason)
        {
            text.Append(Line($"**No comparison with the peer: {reason}**\n\n"));
        }

        if (http.Points.Count == 0)
        {
            return;
        }

        MarkdownTable.Write(
            text,
            ["server", "photos", "connections", "photos/s", "p50 ms", "p99", "processor ms/photo"],
            http.Points.Select(static point => (string[])
            [
                point.Server, point.Photos, Line($"{point.Connections}"), Line($"{point.Figures.PhotosPerSecond:0.0}"),
                Line($"{point.Figures.P50:0.0}"), Line($"{point.Figures.P99:0.0}"), Line($"{point.Figures.ProcessorMilliseconds:0.0}"),
            ]));
        MarkdownTable.Write(
            text,
            ["peer", "photos", "faces", "same exit", "largest distance of a landmark, px of the frame"],
            http.Agreements.Select(static each => (string[])
                [each.Server, each.Photos, Line($"{each.Faces}"), Line($"{each.SameExit:P1}"), Line($"{each.LargestDistance:0.000}")]));
        text.Append("Where the time of a photo goes in the service, mean milliseconds:\n\n");
        MarkdownTable.Write(
            text,
            ["photos", "connections", .. HttpPhases.Names],
            http.Phases.Select(static phases => (string[])
                [phases.Photos, Line($"{phases.Connections}"), .. phases.Milliseconds.Select(static phase => Line($"{phase.Value:0.00}"))]));
    }

    private static string[] Times(Latencies latency) =>
        [Line($"{latency.P50:0.0}"), Line($"{latency.P95:0.0}"), Line($"{latency.P99:0.0}"), Line($"{latency.P999:0.0}")];

    private static string Batches(IReadOnlyList<double> batches) => string.Join(" / ", batches.Select(static mean => Line($"{mean:0.0}")));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
