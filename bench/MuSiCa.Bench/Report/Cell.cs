using System.Globalization;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Numbers as tables have them.</summary>
internal static class Cell
{
    /// <summary>A number with some digits behind the point.</summary>
    public static string Of(double value, int digits = 0) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);

    /// <summary>A share as a percentage.</summary>
    public static string Share(double value) => value.ToString("P1", CultureInfo.InvariantCulture);

    /// <summary>A percentile in each of four cells, milliseconds.</summary>
    public static string[] Times(Latencies latency) => [Of(latency.P50, 1), Of(latency.P95, 1), Of(latency.P99, 1), Of(latency.P999, 1)];

    /// <summary>How often each kind was counted, in one cell.</summary>
    public static string Counts(IReadOnlyDictionary<string, int> counts) =>
        counts.Count == 0 ? "–" : string.Join("; ", counts.Select(static each => Invariant($"{each.Value} × {each.Key}")));

    /// <summary>Mean batches of all stages in one cell.</summary>
    public static string Batches(IReadOnlyList<double> batches) => string.Join(" / ", batches.Select(static mean => Of(mean, 1)));
}
