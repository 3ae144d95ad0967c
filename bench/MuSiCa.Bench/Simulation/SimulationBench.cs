using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>The scheduler's policies in virtual time: the same figures in every run, but for batch times that were measured.</summary>
internal sealed class SimulationBench(int stages, int faces)
{
    /// <summary>The exit rate at which <c>reform</c> is held to its gain.</summary>
    public const double GoalRate = 0.6;

    private const int Seed = 7;

    // The faces that the goal is measured with, in every run, so that it does not depend on the form.
    private const int GoalFaces = 200_000;

    private static readonly double[] ExitRates = [0, 0.3, GoalRate, 0.9];
    private static readonly double[] Loads = [0.1, 0.3, 0.6, 0.8, 0.9, 1];

    /// <summary>Runs both policies on a device at every exit rate.</summary>
    public SimulatedDevice Run(DeviceCosts device, double deadline, Action<string> report, CancellationToken cancellationToken) => new(
        device.Name,
        deadline,
        [
            .. ExitRates.Select(rate =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                report(Invariant($"simulation: {device.Name}, exit rate {rate}"));
                return Run(device, deadline, rate);
            }),
        ]);

    /// <summary>The load of an exit rate at a number of faces a second.</summary>
    public SimulatedLoad Load(double exitRate, double facesPerSecond, int count) =>
        new(stages, [.. Enumerable.Repeat(exitRate, stages - 1)], facesPerSecond, count, Seed);

    /// <summary>The policy's latency curve: faces a second and the 99th percentile.</summary>
    public IReadOnlyList<(double FacesPerSecond, double P99)> Curve(
        DeviceCosts device, string policy, double exitRate, IEnumerable<double> facesPerSecond) =>
    [
        .. facesPerSecond.Select(rate => (rate, Simulator.Run(device, policy, Load(exitRate, rate, faces)).Latency.P99)),
    ];

    private SimulatedRate Run(DeviceCosts device, double deadline, double exitRate)
    {
        SimulatedLoad load = Load(exitRate, 1, exitRate == GoalRate ? GoalFaces : faces);
        double drain = SustainedLoad.Find(device, BatchPolicies.Drain, load, deadline);
        double reform = SustainedLoad.Find(device, BatchPolicies.Reform, load, deadline);
        SimulatedPoint[] points = [.. Loads.Select(share => Compare(device, load, share, share * drain))];
        return new SimulatedRate(exitRate, drain, reform, reform / drain, points);
    }

    private static SimulatedPoint Compare(DeviceCosts device, SimulatedLoad load, double share, double facesPerSecond)
    {
        SimulatedLoad same = load with { FacesPerSecond = facesPerSecond };
        Latencies drain = Simulator.Run(device, BatchPolicies.Drain, same).Latency;
        Latencies reform = Simulator.Run(device, BatchPolicies.Reform, same).Latency;
        return new SimulatedPoint(share, facesPerSecond, drain, reform, reform.P99 / drain.P99);
    }
}
