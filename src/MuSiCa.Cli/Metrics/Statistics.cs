namespace MuSiCa.Cli;

/// <summary>
/// Figures over the errors of many faces. Errors come as fractions, figures leave in percent. The definitions are those of
/// the training code, so that both evaluate to the same numbers.
/// </summary>
internal static class Statistics
{
    /// <summary>The mean, percent.</summary>
    public static double Mean(IReadOnlyList<double> errors) => 100 * errors.Average();

    /// <summary>A quantile between 0 and 1, linear between neighbours.</summary>
    public static double Quantile(IEnumerable<double> values, double quantile)
    {
        double[] sorted = [.. values.Order()];
        double position = quantile * (sorted.Length - 1);
        int below = (int)Math.Floor(position);
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (position - below));
    }

    /// <summary>The 95th percentile, percent.</summary>
    public static double Percentile95(IReadOnlyList<double> errors) => 100 * Quantile(errors, 0.95);

    /// <summary>Share of faces whose error is above a limit in percent; percent.</summary>
    public static double FailureRate(IReadOnlyList<double> errors, double limit) =>
        100.0 * errors.Count(error => error > limit / 100) / errors.Count;

    /// <summary>
    /// Area under the cumulative error distribution from 0 to a limit in percent, divided by that limit; percent. The
    /// distribution is a step function, so its integral is exactly the mean of what each face leaves below the limit.
    /// </summary>
    public static double AreaUnderCed(IReadOnlyList<double> errors, double limit) =>
        100 * errors.Average(error => Math.Max(0, 1 - (100 * error / limit)));

    /// <summary>Spearman's correlation; 0 where one side is constant.</summary>
    public static double RankCorrelation(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        if (first.Distinct().Count() < 2 || second.Distinct().Count() < 2)
        {
            return 0;
        }

        double[] a = Ranks(first);
        double[] b = Ranks(second);
        double mean = (a.Length - 1) / 2.0;
        double covariance = a.Zip(b, (x, y) => (x - mean) * (y - mean)).Sum();
        double variance = a.Sum(x => (x - mean) * (x - mean));
        return covariance / variance;
    }

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        double[] ranks = new double[values.Count];
        int rank = 0;
        foreach (int index in Enumerable.Range(0, values.Count).OrderBy(index => values[index]))
        {
            ranks[index] = rank++;
        }

        return ranks;
    }
}
