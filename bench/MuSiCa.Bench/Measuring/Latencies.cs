namespace MuSiCa.Bench;

/// <summary>Percentiles of latencies, milliseconds.</summary>
/// <param name="P50">Half are below.</param>
/// <param name="P95">95 % are below.</param>
/// <param name="P99">99 % are below.</param>
/// <param name="P999">99.9 % are below.</param>
internal sealed record Latencies(double P50, double P95, double P99, double P999)
{
    /// <summary>Sums up latencies in ascending order.</summary>
    public static Latencies Of(ReadOnlySpan<double> ascending) => new(
        Figures.Percentile(ascending, 0.5),
        Figures.Percentile(ascending, 0.95),
        Figures.Percentile(ascending, 0.99),
        Figures.Percentile(ascending, 0.999));
}
