using MuSiCa.Cli;
using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>What a simulated device does in a while: each batch as wide as it takes and as high as it is full.</summary>
internal static class BatchPicture
{
    private const double Edge = 24;
    private const double LabelRoom = 96;
    private const double Width = 1180;
    private const double RowHeight = 120;
    private const double RowRoom = 36;
    private const double Heading = 62;
    private const double Footing = 44;

    /// <summary>Draws both policies under the same load.</summary>
    /// <param name="device">The device.</param>
    /// <param name="load">The load.</param>
    /// <param name="from">Where the picture begins, milliseconds.</param>
    /// <param name="to">Where it ends.</param>
    public static string ToSvg(DeviceCosts device, SimulatedLoad load, double from, double to)
    {
        string[] policies = [BatchPolicies.Drain, BatchPolicies.Reform];
        double height = Heading + (policies.Length * (RowHeight + RowRoom)) + Footing;
        var svg = new SvgWriter(Edge + LabelRoom + Width + Edge, height);
        svg.Rectangle(0, 0, Edge + LabelRoom + Width + Edge, height, SvgWriter.Paper);
        svg.Text(Edge, 32, "What the device does", 18, ChartColors.Ink, bold: true);
        string what = Invariant($"{device.Name}; {load.FacesPerSecond:0} faces/s, {100 * load.ExitRates[0]:0} % leave after each stage");
        svg.Text(Edge, 52, Invariant($"{what}; height: faces in the batch, of {device.BatchLimit}"), 13, ChartColors.Quiet);
        for (int stage = 0; stage < load.Stages; stage++)
        {
            svg.Rectangle(Edge + (stage * 100), 66, 14, 12, ChartColors.Stage(stage, load.Stages));
            svg.Text(Edge + 20 + (stage * 100), 77, Invariant($"stage {stage + 1}"), 13, ChartColors.Ink);
        }

        for (int row = 0; row < policies.Length; row++)
        {
            SimulationResult result = Simulator.Run(device, policies[row], load);
            Draw(svg, policies[row], result, device.BatchLimit, load.Stages, Heading + RowRoom + (row * (RowHeight + RowRoom)), (from, to));
        }

        var axis = new ChartAxis("ms", from, to);
        foreach (double tick in axis.Ticks())
        {
            svg.Text(X(tick, (from, to)), height - 18, axis.Format(tick) + " ms", 12, ChartColors.Quiet, "middle");
        }

        return svg.ToString();
    }

    private static void Draw(
        SvgWriter svg, string policy, SimulationResult result, int limit, int stages, double top, (double From, double To) window)
    {
        svg.Text(Edge, top + (RowHeight / 2), policy, 15, ChartColors.Ink, bold: true);
        svg.Text(Edge, top + (RowHeight / 2) + 20, Invariant($"p99 {result.Latency.P99:0} ms"), 12, ChartColors.Quiet);
        svg.Rectangle(Edge + LabelRoom, top, Width, RowHeight, ChartColors.Grid);
        foreach (SimulatedBatch batch in result.Batches)
        {
            (double begin, double end) = (batch.Begin.TotalMilliseconds, batch.End.TotalMilliseconds);
            if (end > window.From && begin < window.To)
            {
                double left = X(Math.Max(begin, window.From), window);
                double high = RowHeight * batch.Faces / limit;
                double wide = Math.Max(1, X(Math.Min(end, window.To), window) - left - 1);
                svg.Rectangle(left, top + RowHeight - high, wide, high, ChartColors.Stage(batch.Stage, stages));
            }
        }
    }

    private static double X(double milliseconds, (double From, double To) window) =>
        Edge + LabelRoom + (Width * (milliseconds - window.From) / (window.To - window.From));
}
