namespace MuSiCa.Bench;

/// <summary>What became of the requests of a load.</summary>
/// <param name="Sent">Requests sent, a second.</param>
/// <param name="HeldBack">Arrivals a second for which there was no connection left.</param>
/// <param name="Goodput">Answers 200, a second.</param>
/// <param name="P50">Median latency of those, milliseconds.</param>
/// <param name="P99">Their 99th percentile.</param>
/// <param name="Refusals">Refusals that are documented, by status and problem, warm-up included.</param>
/// <param name="Failures">Everything else: other answers, dropped connections, no answer in time.</param>
internal sealed record OverloadFigures(
    double Sent,
    double HeldBack,
    double Goodput,
    double P50,
    double P99,
    IReadOnlyDictionary<string, int> Refusals,
    IReadOnlyDictionary<string, int> Failures);

/// <summary>What probes of health endpoints saw beside a load.</summary>
/// <param name="Ready99">99th percentile of <c>/health/ready</c>, milliseconds.</param>
/// <param name="Live99">99th percentile of <c>/health/live</c>, milliseconds.</param>
/// <param name="Failures">Probes of both that were not answered 200.</param>
internal sealed record OverloadHealth(double Ready99, double Live99, int Failures)
{
    /// <summary>The slower of both.</summary>
    public double Worst => Math.Max(Ready99, Live99);
}

/// <summary>The service under one load of a mix.</summary>
/// <param name="Mix">Name of the mix.</param>
/// <param name="Load">The load.</param>
/// <param name="Capacity">The best answers a second of the mix's closed loads before it; null for those themselves.</param>
/// <param name="Figures">What became of its requests.</param>
/// <param name="Health">What probes saw beside it.</param>
/// <param name="RecoverySeconds">From its end until a single request took no more than three times what it takes alone.</param>
/// <param name="ServerShare">Processor time of the service over that of all processors.</param>
/// <param name="LoadShare">The same of the load itself, probes included.</param>
internal sealed record OverloadPoint(
    string Mix,
    OverloadLoad Load,
    double? Capacity,
    OverloadFigures Figures,
    OverloadHealth Health,
    double RecoverySeconds,
    double ServerShare,
    double LoadShare);

/// <summary>The service under more load than it can carry.</summary>
/// <param name="Points">Every load of every mix.</param>
/// <param name="Reason">Why nothing more was measured; null when all was.</param>
internal sealed record OverloadResult(IReadOnlyList<OverloadPoint> Points, string? Reason);
