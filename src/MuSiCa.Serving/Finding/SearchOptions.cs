namespace MuSiCa.Serving;

/// <summary>How many views a search engine takes and how it runs them.</summary>
public sealed record SearchOptions
{
    /// <summary>Places: views that may be accepted and unfinished at the same time, above 0.</summary>
    public int QueueLimit { get; init; } = 256;

    /// <summary>Views that run together at most, above 0.</summary>
    public int BatchLimit { get; init; } = 4;

    /// <summary>Time after which a view without a deadline ranks like one whose deadline has come.</summary>
    public TimeSpan Patience { get; init; } = new SchedulerOptions().Patience;

    /// <summary>Time after which a batch that has not come back is given up.</summary>
    public TimeSpan StageTimeout { get; init; } = new SchedulerOptions().StageTimeout;

    /// <summary>When a finder that fails every time is left alone.</summary>
    public BreakerOptions Breaker { get; init; } = new();
}
