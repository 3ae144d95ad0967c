using MuSiCa.Serving;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Holds a run to what is wanted of the service.</summary>
internal static class Goals
{
    private const string NotRun = "not measured in this run";

    // What two measurements of one thing differ by on a machine that does nothing else.
    private const double Noise = 0.97;

    public static IReadOnlyList<Goal> Of(
        ClosedResult? closed,
        SelectiveError? selective,
        IReadOnlyList<OpenPoint>? open,
        IReadOnlyList<SimulatedDevice>? simulation,
        HttpResult? http,
        FindResult? find,
        PrecisionResult? precision,
        TrackingParts tracking,
        StressParts stress) =>
    [
        Goal.AtLeast("scheduler at saturation over the ceiling", 0.95, closed?.Saturation.OverCeiling, Text(closed, Saturation)),
        Goal.AtLeast(
            "gain of the model's exits over what their mean stages promise", 0.95, closed?.Saturation.OverPromise, Text(closed, Exits)),
        Goal.AtMost(
            "error with exits over all stages, against the same in the package's calibration",
            1.02,
            selective?.OverFixed / selective?.Promise,
            Text(selective, Error)),
        .. Simulated(simulation),
        Measured("closed loop: faces/s of reform over drain, median of all loads", closed is null ? null : OfClosed(closed)),
        Measured("open loop: goodput of reform over drain, median of all loads", open is null ? null : OfOpen(open)),
        Goal.AtMost("latency of one face in flight over the offline runner's", 1.1, closed?.Alone.Ratio, Text(closed?.Alone, Alone)),
        Goal.AtLeast("photos/s over HTTP over the better peer's", 2.5, http?.OverPeer, Text(http, Photos)),
        Goal.AtMost("bytes allocated for each face", 256, closed?.BytesPerFace, Text(closed, Bytes)),
        Goal.AtMost("milliseconds that finding adds to a 640x480 photo alone", 8, find?.Alone?.AddedMilliseconds, Text(find, Finds)),
        Goal.AtMost("processor time of a 640x480 photo without a box over one with it", 2.5, find?.Together?.CostRatio, Text(find, Finds)),
        Goal.AtLeast(
            "photos/s without boxes, 8 bits over half precision",
            1.4,
            precision?.Found?.Speed,
            precision is null ? NotRun : precision.Reason ?? "photos of 640x480, 16 connections, two services in turn"),
        .. TrackGoals.Of(tracking),
        .. OverloadGoals.Of(stress.Overload),
        .. MemoryGoals.Of(stress.Memory),
    ];

    private static IEnumerable<Goal> Simulated(IReadOnlyList<SimulatedDevice>? simulation)
    {
        SimulatedRate? goal = simulation?[0].At(SimulationBench.GoalRate);
        string device = simulation is null ? NotRun : simulation[0].Device;
        yield return Goal.AtLeast("load that reform sustains over drain's, exit rate 0.6, fixed cost per batch", 1.7, goal?.Ratio, device);
        foreach (double load in (double[])[0.3, 0.6])
        {
            yield return Goal.AtMost(
                Invariant($"99th percentile of reform over drain's at {load} of drain's capacity, any exit rate"),
                1.1,
                simulation?[0].Rates.Max(rate => rate.Points.Single(point => point.Load == load).P99Ratio),
                device);
        }

        foreach (SimulatedDevice measured in simulation?.Skip(1) ?? [])
        {
            yield return Goal.AtLeast(
                "load that reform sustains over drain's, the least of all exit rates",
                1,
                Math.Round(measured.Rates.Min(static rate => rate.Ratio), 2),
                measured.Device);
        }
    }

    // The least of many short measurements says more about the machine than about the policies; it is told beside.
    private static Goal Measured(string what, double[]? ratios) => Goal.AtLeast(
        what,
        Noise,
        ratios is null ? null : Figures.Median(ratios),
        ratios is null ? NotRun : Invariant($"{ratios.Length} loads, {ratios.Min():0.00} to {ratios.Max():0.00}"));

    private static double[] OfClosed(ClosedResult closed) =>
    [
        .. from drain in closed.Points
           where drain.Policy == BatchPolicies.Drain
           from reform in closed.Points
           where reform.Policy == BatchPolicies.Reform && reform.Callers == drain.Callers && reform.Exits == drain.Exits
           select reform.Figures.FacesPerSecond / drain.Figures.FacesPerSecond,
    ];

    private static double[] OfOpen(IReadOnlyList<OpenPoint> open) =>
        [.. open.Select(static point => point.Of(BatchPolicies.Reform)!.Goodput / point.Of(BatchPolicies.Drain)!.Goodput)];

    private static string Text<T>(T? part, Func<T, string> with)
        where T : class => part is null ? NotRun : with(part);

    private static string Finds(FindResult find) => find.Reason ?? "photos of 640x480, boxes given and found in turn";

    private static string Photos(HttpResult http) => http.Reason ?? "photos of 640x480, best number of connections of each";

    private static string Bytes(ClosedResult closed) => "64 callers, reform, the whole process";

    private static string Saturation(ClosedResult closed)
    {
        SaturationResult at = closed.Saturation;
        string rates = Invariant($"{at.FacesPerSecond:0} of {at.CeilingFacesPerSecond:0} faces/s, {at.Callers} callers, in turn");
        return Invariant($"{rates}; by processor time {at.OverCeilingByProcessorTime:0.000}");
    }

    private static string Exits(ClosedResult closed)
    {
        SaturationResult at = closed.Saturation;
        string gain = Invariant($"{at.SelectiveOverFixed:0.000} times the faces/s of fixed");
        return Invariant($"{gain}; {at.MeanStages:0.00} stages promise {at.SelectivePromise:0.000}");
    }

    private static string Error(SelectiveError error) =>
        Invariant($"{error.OverFixed:0.000} on {error.Faces} faces ({error.Source}), {error.Promise:0.000} in the package's calibration");

    private static string Alone(AloneResult alone) =>
        Invariant($"median {alone.SchedulerMilliseconds:0.00} and {alone.RunnerMilliseconds:0.00} ms, the same faces in turn");
}
