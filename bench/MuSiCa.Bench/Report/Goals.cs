using System.Globalization;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>Holds a run to what is wanted of the service.</summary>
internal static class Goals
{
    private const string NotRun = "not measured in this run";

    // What two measurements of one thing differ by on a machine that does nothing else.
    private const double Noise = 0.97;

    public static IReadOnlyList<Goal> Of(
        ClosedResult? closed, SelectiveError? selective, IReadOnlyList<OpenPoint>? open, IReadOnlyList<SimulatedDevice>? simulation, HttpResult? http) =>
    [
        Goal.AtLeast("scheduler at saturation over the ceiling", 0.95, closed?.Saturation.OverCeiling, Text(closed, Saturation)),
        Goal.AtLeast("gain of the model's exits over what their mean stages promise", 0.95, closed?.Saturation.OverPromise, Text(closed, Exits)),
        Goal.AtMost(
            "error with exits over all stages, against the same in the package's calibration", 1.02, selective?.OverFixed / selective?.Promise, Text(selective, Error)),
        .. Simulated(simulation),
        Goal.AtLeast("closed loop: faces/s of reform over drain, the least of all loads", Noise, closed is null ? null : LeastClosed(closed), "model's exits and none; measured, so within its noise"),
        Goal.AtLeast("open loop: goodput of reform over drain, the least of all loads", Noise, open is null ? null : LeastOpen(open), "measured, so within its noise"),
        Goal.AtMost("latency of one face in flight over the offline runner's", 1.1, closed?.Alone.Ratio, Text(closed, Alone)),
        Goal.AtLeast("photos/s over HTTP over the better peer's", 2.5, http?.OverPeer, http is null ? NotRun : http.Reason ?? "photos of 640x480, best number of connections of each"),
        Goal.AtMost("bytes allocated for each face", 256, closed?.BytesPerFace, closed is null ? NotRun : "64 callers, reform, the whole process"),
    ];

    private static IEnumerable<Goal> Simulated(IReadOnlyList<SimulatedDevice>? simulation)
    {
        SimulatedRate? goal = simulation?[0].At(SimulationBench.GoalRate);
        string device = simulation is null ? NotRun : simulation[0].Device;
        yield return Goal.AtLeast("load that reform sustains over drain's, exit rate 0.6, fixed cost per batch", 1.7, goal?.Ratio, device);
        foreach (double load in (double[])[0.3, 0.6])
        {
            yield return Goal.AtMost(
                string.Create(CultureInfo.InvariantCulture, $"99th percentile of reform over drain's at {load} of drain's capacity, any exit rate"),
                1.1,
                simulation?[0].Rates.Max(rate => rate.Points.Single(point => point.Load == load).P99Ratio),
                device);
        }

        foreach (SimulatedDevice measured in simulation?.Skip(1) ?? [])
        {
            yield return Goal.AtLeast(
                "load that reform sustains over drain's, the least of all exit rates", 1, Math.Round(measured.Rates.Min(static rate => rate.Ratio), 2), measured.Device);
        }
    }

    private static double LeastClosed(ClosedResult closed) => (
        from drain in closed.Points
        where drain.Policy == BatchPolicies.Drain
        from reform in closed.Points
        where reform.Policy == BatchPolicies.Reform && reform.Callers == drain.Callers && reform.Exits == drain.Exits
        select reform.Figures.FacesPerSecond / drain.Figures.FacesPerSecond).Min();

    private static double LeastOpen(IReadOnlyList<OpenPoint> open) =>
        open.Min(static point => point.Of(BatchPolicies.Reform)!.Goodput / point.Of(BatchPolicies.Drain)!.Goodput);

    private static string Text<T>(T? part, Func<T, string> with)
        where T : class => part is null ? NotRun : with(part);

    private static string Saturation(ClosedResult closed) => string.Create(
        CultureInfo.InvariantCulture,
        $"{closed.Saturation.FacesPerSecond:0} of {closed.Saturation.CeilingFacesPerSecond:0} faces/s, {closed.Saturation.Callers} callers, in turn; by processor time {closed.Saturation.OverCeilingByProcessorTime:0.000}");

    private static string Exits(ClosedResult closed) => string.Create(
        CultureInfo.InvariantCulture,
        $"{closed.Saturation.SelectiveOverFixed:0.000} times the faces/s of fixed; {closed.Saturation.MeanStages:0.00} stages promise {closed.Saturation.SelectivePromise:0.000}");

    private static string Error(SelectiveError error) => string.Create(
        CultureInfo.InvariantCulture,
        $"{error.OverFixed:0.000} on {error.Faces} faces ({error.Source}), {error.Promise:0.000} in the package's calibration");

    private static string Alone(ClosedResult closed) => string.Create(
        CultureInfo.InvariantCulture,
        $"median {closed.Alone.SchedulerMilliseconds:0.00} and {closed.Alone.RunnerMilliseconds:0.00} ms, the same faces in turn");
}
