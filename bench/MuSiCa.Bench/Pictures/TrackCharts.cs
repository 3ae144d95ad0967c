using MuSiCa.Cli;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Charts of faces that are followed.</summary>
internal static class TrackCharts
{
    private const double MostError = 12;
    private const double MostCorner = 2;

    private static readonly string[] VariantColors = [ChartColors.Ink, ChartColors.Rule, ChartColors.OracleGain, ChartColors.OracleError];
    private static readonly string[] WayColors = [ChartColors.Chance, ChartColors.Rule, ChartColors.OracleError, ChartColors.OracleGain];

    /// <summary>A face at rest, followed in every way.</summary>
    public static ChartSheet Traces(TrackResult track) => new(
        "A face at rest with noise, frame by frame",
        Invariant($"noise of {FrameRenderer.Noise:0} of 255 in every sample; a way that leaves the picture has drifted"),
        [
            Panel(track, "error against the photo itself, % of the distance of the eyes", 0, MostError, static trace => trace.Error),
            Panel(track, "eye corner, right of its mean, % of that distance", -MostCorner, MostCorner, static trace => trace.Corner),
        ]);

    /// <summary>Processor time of every way to send frames.</summary>
    public static BarSheet Streams(StreamResult stream)
    {
        string[] names = [.. stream.Points.Select(static point => point.Way.Name).Distinct()];
        return new BarSheet(
            "Streams of frames against single requests",
            Invariant($"processor time of the service for a frame of {FrameRenderer.Width}x{FrameRenderer.Height} with one face"),
            [.. names.Zip(WayColors)],
            [.. stream.Points.GroupBy(static point => point.Way.Boxes).Select(boxes => Panel(boxes, names))]);
    }

    private static ChartPanel Panel(
        TrackResult track, string title, double low, double high, Func<TrackTrace, IReadOnlyList<double>> values) => new(
        new ChartAxis("frame", 0, SequenceMaker.SwingFrames),
        new ChartAxis(title, low, high),
        [
            .. track.Traces.Select((trace, index) => new ChartSeries(
                trace.Variant,
                VariantColors[index],
                ChartStroke.Solid,
                [.. values(trace).Select(static (value, frame) => ((double)frame, value))])),
        ],
        []);

    private static BarPanel Panel(IGrouping<string, StreamPoint> boxes, string[] names) => new(
        Invariant($"ms, boxes {boxes.Key}"),
        [
            .. boxes.GroupBy(static point => point.Streams).OrderBy(static each => each.Key).Select(each => (
                each.Key == 1 ? "1 stream" : Invariant($"{each.Key} streams"),
                names.Select(name => each.Single(point => point.Way.Name == name).Figures.ProcessorMilliseconds).ToArray())),
        ]);
}
