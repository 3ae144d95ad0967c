using MuSiCa.Cli;
using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Charts of latency over load.</summary>
internal static class LatencyCharts
{
    private const int CurvePoints = 24;
    private const double Overload = 1.12;

    private static readonly string[] Simulated = [BatchPolicies.Drain, BatchPolicies.Reform];

    /// <summary>The 99th percentile over the load, simulated, one panel for each device.</summary>
    public static ChartSheet Simulation(SimulationBench bench, IReadOnlyList<(DeviceCosts Device, SimulatedDevice Result)> devices) => new(
        Invariant($"Latency over load, {100 * SimulationBench.GoalRate:0} % of the faces leave after each stage"),
        string.Join("  |  ", devices.Select(static each =>
            $"{each.Device.Name}: reform carries {Cell.Of(each.Result.At(SimulationBench.GoalRate).Ratio, 2)} times the load of drain")),
        [.. devices.Select(each => Panel(bench, each.Device, each.Result))]);

    /// <summary>The 99th percentile over the load, measured, one panel for each kind of exits.</summary>
    public static ChartSheet Open(IReadOnlyList<OpenPoint> open) => new(
        "Open loop: 99th percentile over load",
        "Poisson arrivals, the same for each policy; a latency begins when the face was due",
        [
            .. open.GroupBy(static point => point.Exits).Select(static exits => new ChartPanel(
                new ChartAxis($"faces/s, exits: {exits.Key}", 0, 1.1 * exits.Max(static point => point.FacesPerSecond)),
                new ChartAxis("p99, ms", 0, 2 * OpenBench.Deadline),
                [
                    .. BatchPolicies.Names.Where(policy => exits.First().Of(policy) is not null).Select(policy => new ChartSeries(
                        policy,
                        PolicyColors.Of(policy),
                        ChartStroke.Solid,
                        [.. exits.Select(point => (point.FacesPerSecond, point.Of(policy)!.Latency.P99))])),
                ],
                [])),
        ]);

    private static ChartPanel Panel(SimulationBench bench, DeviceCosts device, SimulatedDevice result)
    {
        SimulatedRate rate = result.At(SimulationBench.GoalRate);
        double most = rate.ReformSustained * Overload;
        double[] loads = [.. Enumerable.Range(1, CurvePoints).Select(point => most * point / CurvePoints)];
        double limit = result.DeadlineMilliseconds;
        return new ChartPanel(
            new ChartAxis("faces/s", 0, most),
            new ChartAxis("p99, ms", 0, 1.2 * limit),
            [
                .. Simulated.Select(policy => new ChartSeries(
                    policy, PolicyColors.Of(policy), ChartStroke.Solid, [.. bench.Curve(device, policy, SimulationBench.GoalRate, loads)])),
                new ChartSeries("deadline", ChartColors.Axis, ChartStroke.Dashed, [(0, limit), (most, limit)]),
            ],
            [
                Note(rate.DrainSustained, limit, BatchPolicies.Drain),
                Note(rate.ReformSustained, limit, BatchPolicies.Reform),
            ]);
    }

    private static ChartNote Note(double sustained, double limit, string policy) =>
        new(sustained, limit, Invariant($"{sustained:0}/s"), PolicyColors.Of(policy), Dot: true);
}
