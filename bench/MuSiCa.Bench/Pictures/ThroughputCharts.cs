using System.Globalization;
using MuSiCa.Cli;
using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Charts of what the processor, the scheduler and the servers carry.</summary>
internal static class ThroughputCharts
{
    private static readonly string[] WayColors = [ChartColors.Rule, ChartColors.OracleError];
    private static readonly string[] ServerColors = [ChartColors.Rule, ChartColors.Chance, ChartColors.OracleError, ChartColors.Gain];
    private static readonly string[] PhaseColors = ["#56b4e9", "#d9dee3", "#0072b2", "#009e73", "#c3c9d0", "#f0a030", "#d55e00", "#24292f"];

    /// <summary>Faces a second over the batch size, straight on ONNX Runtime.</summary>
    public static ChartSheet Ceiling(CeilingResult ceiling)
    {
        ChartSeries[] series =
        [
            .. ceiling.Tables.Select((table, index) => new ChartSeries(
                table.Way,
                WayColors[index],
                ChartStroke.Solid,
                [.. CeilingBench.Buckets.Select(bucket => ((double)bucket, table.FacesPerSecond(bucket)))])),
        ];
        double most = series.Max(static line => line.Points.Max(static point => point.Y));
        return new ChartSheet(
            "Ceiling: all stages straight on ONNX Runtime",
            Invariant($"best {ceiling.FacesPerSecond:0} faces/s: {ceiling.BestWay}, batches of {ceiling.BestBatch}"),
            [
                new ChartPanel(
                    new ChartAxis("faces in a batch", 0, CeilingBench.Buckets[^1] + 1),
                    new ChartAxis("faces/s", 0, 1.1 * most),
                    series,
                    [new ChartNote(ceiling.BestBatch, ceiling.FacesPerSecond, "the ceiling", ChartColors.Ink, Dot: true)]),
            ]);
    }

    /// <summary>Faces a second over the number of callers.</summary>
    public static BarSheet Closed(ClosedResult closed) => new(
        "Closed loop: faces a second by number of callers",
        Invariant($"ceiling in turn with it {closed.Saturation.CeilingFacesPerSecond:0} faces/s without exits"),
        [.. BatchPolicies.Names.Select(static policy => (policy, PolicyColors.Of(policy)))],
        [
            ClosedPanel(closed, "none", "faces/s, every face all stages"),
            ClosedPanel(closed, "model", "faces/s, the model's exits (fixed: none)"),
        ]);

    /// <summary>Photos a second of every server.</summary>
    public static BarSheet Http(HttpResult http)
    {
        string[] servers = [.. http.Points.Select(static point => point.Label).Distinct()];
        return new BarSheet(
            "Photos a second over HTTP",
            http.OverPeer is { } over ? Invariant($"photos of 640x480: {over:0.00} times the better peer") : http.Reason!,
            [.. servers.Select((server, index) => (server, ServerColors[index]))],
            [
                .. http.Points.GroupBy(static point => point.Photos).Select(photos => new BarPanel(
                    $"photos/s, {photos.Key}",
                    [
                        .. photos.GroupBy(static point => point.Connections).OrderBy(static each => each.Key).Select(each => (
                            each.Key == 1 ? "1 connection" : Invariant($"{each.Key} connections"),
                            servers.Select(server => Photos(each, server)).ToArray())),
                    ])),
            ]);
    }

    /// <summary>Where the time of a photo goes in the service.</summary>
    public static BarSheet Phases(HttpResult http) => new(
        "Where the time of a photo goes",
        "mean of each phase as the service tells it, and the rest as the client sees it",
        [.. HttpPhases.Names.Zip(PhaseColors)],
        [
            .. http.Phases.GroupBy(static phases => phases.Photos).Select(static photos => new BarPanel(
                $"ms, {photos.Key}",
                [
                    .. photos.Select(static phases => (
                        phases.Connections == 1 ? "1 connection" : Invariant($"{phases.Connections} connections"),
                        phases.Milliseconds.Select(static phase => phase.Value).ToArray())),
                ])),
        ],
        IsStacked: true);

    private static double Photos(IEnumerable<HttpPoint> points, string server) =>
        points.FirstOrDefault(point => point.Label == server)?.Figures.PhotosPerSecond ?? double.NaN;

    private static BarPanel ClosedPanel(ClosedResult closed, string exits, string title) => new(
        title,
        [
            .. closed.Points.GroupBy(static point => point.Callers).Select(callers => (
                callers.Key.ToString(CultureInfo.InvariantCulture),
                BatchPolicies.Names.Select(policy => callers
                    .FirstOrDefault(point => point.Policy == policy && (point.Exits == exits || policy == BatchPolicies.Fixed))?
                    .Figures.FacesPerSecond ?? double.NaN).ToArray())),
        ]);
}
