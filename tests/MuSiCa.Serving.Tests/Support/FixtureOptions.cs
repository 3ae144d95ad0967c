using MuSiCa.Inference;

namespace MuSiCa.Serving.Tests;

/// <summary>The options of a scheduler with one cascade.</summary>
internal sealed record FixtureOptions
{
    public int QueueLimit { get; init; } = new CascadeOptions().QueueLimit;

    public int BatchLimit { get; init; } = new CascadeOptions().BatchLimit;

    public TimeSpan Patience { get; init; } = new CascadeOptions().Patience;

    public DegradedOptions Degraded { get; init; } = new();

    public ShadowOptions Shadow { get; init; } = new();

    public string Policy { get; init; } = new SchedulerOptions().Policy;

    public TimeSpan StageTimeout { get; init; } = new SchedulerOptions().StageTimeout;

    public BreakerOptions Breaker { get; init; } = new();

    public ModelPackage Package { get; init; } = TestModel.Package;

    public SchedulerOptions Scheduler => new() { Policy = Policy, StageTimeout = StageTimeout, Breaker = Breaker };

    public CascadeOptions Cascade => new()
    {
        QueueLimit = QueueLimit,
        BatchLimit = BatchLimit,
        Patience = Patience,
        Degraded = Degraded,
        Shadow = Shadow,
    };
}
