using MuSiCa.Cli;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Charts goodput over load, a line for each mix.</summary>
internal static class OverloadChart
{
    private static readonly string[] Colors = [ChartColors.Rule, ChartColors.OracleError, ChartColors.OracleGain, ChartColors.Gain];

    public static ChartSheet Goodput(OverloadResult overload) => new(
        "Goodput over load",
        "answers 200 a second over those of the mix's best load; above the dashed line is the goal",
        [
            Panel(overload, "connections, each with its next request at once", static load => load.Connections),
            Panel(overload, "arrivals over capacity", static load => load.Factor),
        ]);

    private static ChartPanel Panel(OverloadResult overload, string title, Func<OverloadLoad, double> at)
    {
        IGrouping<string, OverloadPoint>[] mixes = [.. overload.Points.GroupBy(static point => point.Mix)];
        double most = overload.Points.Select(point => at(point.Load)).DefaultIfEmpty(0).Max();
        most = Math.Max(1, most);
        return new ChartPanel(
            new ChartAxis(title, 0, 1.05 * most),
            new ChartAxis("share of the best", 0, 1.1),
            [
                .. mixes.Select((mix, index) => Line(mix, Colors[index % Colors.Length], at)),
                new ChartSeries("goal", ChartColors.Axis, ChartStroke.Dashed, [(0, 0.9), (most, 0.9)]),
            ],
            []);
    }

    private static ChartSeries Line(IGrouping<string, OverloadPoint> mix, string color, Func<OverloadLoad, double> at)
    {
        double best = OverloadGoals.Best(mix);
        return new ChartSeries(
            Invariant($"{mix.Key} ({best:0}/s)"),
            color,
            ChartStroke.Solid,
            [
                .. mix.Where(point => !point.Load.IsImpatient && at(point.Load) > 0)
                    .Select(point => (at(point.Load), best > 0 ? point.Figures.Goodput / best : 0)),
            ]);
    }
}
