namespace MuSiCa.Serving;

/// <summary>How much a scheduler takes and how it runs it.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Places: faces that may be accepted and unfinished at the same time, above 0.</summary>
    public int QueueLimit { get; init; } = 256;

    /// <summary>Faces that run together at most, above 0.</summary>
    public int BatchLimit { get; init; } = 16;

    /// <summary>How batches are formed: one of <see cref="BatchPolicies.Names"/>.</summary>
    public string Policy { get; init; } = BatchPolicies.Reform;

    /// <summary>Time after which a stage that has not come back is given up, with its batch.</summary>
    public TimeSpan StageTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When a model that fails every time is left alone.</summary>
    public BreakerOptions Breaker { get; init; } = new();

    /// <summary>Age at which a face without a deadline goes before one whose deadline comes later.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The degraded mode.</summary>
    public DegradedOptions Degraded { get; init; } = new();
}
