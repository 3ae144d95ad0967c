namespace MuSiCa.Serving;

/// <summary>How a scheduler runs what its models take.</summary>
public sealed record SchedulerOptions
{
    /// <summary>How batches are formed: one of <see cref="BatchPolicies.Names"/>.</summary>
    public string Policy { get; init; } = BatchPolicies.Reform;

    /// <summary>Time after which a stage that has not come back is given up, with its batch; above 0.</summary>
    public TimeSpan StageTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When a model that fails every time is left alone.</summary>
    public BreakerOptions Breaker { get; init; } = new();
}
