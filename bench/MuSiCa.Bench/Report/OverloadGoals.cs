using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Holds a run to what is wanted of the service under overload, mix by mix.</summary>
internal static class OverloadGoals
{
    private const double LeastGoodput = 0.9;
    private const double MostProbe = 100;
    private const double MostRecovery = 1;

    public static IEnumerable<Goal> Of(OverloadResult? overload)
    {
        if (overload is null)
        {
            yield break;
        }

        if (overload.Points.Count == 0)
        {
            yield return Goal.AtLeast("goodput under overload", LeastGoodput, null, overload.Reason ?? "nothing measured");
        }

        foreach (IGrouping<string, OverloadPoint> points in overload.Points.GroupBy(static point => point.Mix))
        {
            OverloadPoint[] mix = [.. points];
            OverloadPoint[] asking = [.. mix.Where(static point => point.Load.Asked(1) > 0)];
            double best = Best(mix);
            OverloadPoint least = asking.MinBy(point => OfBest(point, best))!;
            yield return Goal.AtLeast(
                $"{points.Key}: goodput over the best load's, least of all loads that ask for it",
                LeastGoodput,
                OfBest(least, best),
                Invariant($"{least.Load.Name}: {least.Figures.Goodput:0.0}/s, best {best:0.0}/s"));
            OverloadPoint failing = mix.MaxBy(static point => point.Figures.Failures.Values.Sum())!;
            yield return Goal.AtMost(
                $"{points.Key}: answers that are neither 200 nor a documented refusal, and dropped connections",
                0,
                mix.Sum(static point => point.Figures.Failures.Values.Sum()),
                failing.Figures.Failures.Count > 0 ? $"most with {failing.Load.Name}" : "all loads");
            OverloadPoint latest = mix.Where(static point => point.Load.IsTimed).MaxBy(static point => Worst(point.Figures.P99))!;
            yield return Goal.AtMost(
                $"{points.Key}: 99th percentile of accepted requests that named a timeout, ms",
                OverloadMix.Timeout,
                Worst(latest.Figures.P99),
                $"most with {latest.Load.Name}");
            OverloadPoint probed = mix.MaxBy(static point => point.Health.Worst)!;
            yield return Goal.AtMost(
                $"{points.Key}: 99th percentile of health probes, ms",
                MostProbe,
                probed.Health.Worst,
                Invariant($"most with {probed.Load.Name}; {mix.Sum(static point => point.Health.Failures)} probes of all failed"));
            OverloadPoint slowest = mix.MaxBy(static point => point.RecoverySeconds)!;
            yield return Goal.AtMost(
                $"{points.Key}: seconds until a single request is fast again",
                MostRecovery,
                slowest.RecoverySeconds,
                $"most after {slowest.Load.Name}");
        }
    }

    /// <summary>The best answers a second of a mix.</summary>
    public static double Best(IEnumerable<OverloadPoint> mix) => mix.Max(static point => point.Figures.Goodput);

    /// <summary>Goodput over the best, or over what arrives where that is less.</summary>
    public static double OfBest(OverloadPoint point, double best)
    {
        // What was held back had arrived as well: a load that cannot be sent must not look carried.
        double arrived = point.Load.Connections == 0 ? point.Figures.Sent + point.Figures.HeldBack : best;
        double asked = Math.Min(best, arrived);
        return asked > 0 ? point.Figures.Goodput / asked : 0;
    }

    // Nothing accepted has no percentile, and is the worst there can be.
    private static double Worst(double percentile) => double.IsNaN(percentile) ? double.PositiveInfinity : percentile;
}
