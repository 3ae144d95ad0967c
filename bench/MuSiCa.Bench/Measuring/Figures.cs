namespace MuSiCa.Bench;

/// <summary>Medians and percentiles.</summary>
internal static class Figures
{
    /// <summary>The value that a share of ascending values does not exceed; NaN of none.</summary>
    public static double Percentile(ReadOnlySpan<double> ascending, double share) =>
        ascending.IsEmpty ? double.NaN : ascending[Math.Max(0, (int)Math.Ceiling(share * ascending.Length) - 1)];

    /// <summary>The middle of some values, of the middle two their mean; NaN of none.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
