using System.Text;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Writes what the policies did in virtual time.</summary>
internal static class SimulationSection
{
    public static void Write(StringBuilder text, IReadOnlyList<SimulatedDevice>? simulation)
    {
        foreach (SimulatedDevice device in simulation ?? [])
        {
            text.Append(Invariant($"## Simulation: {device.Device}\n\nFaces a second with 99 % of them within "));
            text.Append(Invariant($"{device.DeadlineMilliseconds:0} ms, and the 99th percentile of reform and of drain, "));
            text.Append("milliseconds, at shares of what drain sustains.\n\n");
            MarkdownTable.Write(
                text,
                [
                    "exit rate", "drain, faces/s", "reform, faces/s", "ratio",
                    .. device.Rates[0].Points.Select(static point => Invariant($"p99 at {point.Load:0.0}")),
                ],
                device.Rates.Select(Row));
        }
    }

    private static string[] Row(SimulatedRate rate) =>
    [
        Cell.Of(rate.ExitRate, 1),
        Cell.Of(rate.DrainSustained),
        Cell.Of(rate.ReformSustained),
        Cell.Of(rate.Ratio, 3),
        .. rate.Points.Select(static point => Invariant($"{point.Reform.P99:0.0}, {point.Drain.P99:0.0}")),
    ];
}
