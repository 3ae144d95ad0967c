namespace MuSiCa.Serving;

/// <summary>What every worker of a scheduler works with.</summary>
/// <param name="Dispatcher">Hands out batches.</param>
/// <param name="Watch">Knows which batches are on a device.</param>
/// <param name="Breaker">Takes whether batches ran.</param>
/// <param name="Workload">Takes what batches took.</param>
/// <param name="Exits">Decides which faces leave.</param>
/// <param name="Policy">Whether survivors stay together.</param>
/// <param name="Metrics">Takes measurements.</param>
/// <param name="Clock">The time.</param>
internal sealed record WorkerTools(
    Dispatcher Dispatcher,
    StageWatch Watch,
    Breaker Breaker,
    Workload Workload,
    StageExits Exits,
    IBatchPolicy Policy,
    ServingMetrics Metrics,
    SchedulerClock Clock);
