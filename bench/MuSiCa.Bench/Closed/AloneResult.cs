namespace MuSiCa.Bench;

/// <summary>One face in flight, through the scheduler and through the offline runner.</summary>
/// <param name="SchedulerMilliseconds">Median latency through the scheduler.</param>
/// <param name="RunnerMilliseconds">Median latency through the offline runner.</param>
/// <param name="Ratio">The first over the second.</param>
internal sealed record AloneResult(double SchedulerMilliseconds, double RunnerMilliseconds, double Ratio);
