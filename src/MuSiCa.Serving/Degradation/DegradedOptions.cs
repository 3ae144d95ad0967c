namespace MuSiCa.Serving;

/// <summary>The degraded mode: answers that are less exact, and say so, instead of refusals.</summary>
public sealed record DegradedOptions
{
    /// <summary>Whether there is such a mode; off by default.</summary>
    public bool Enabled { get; init; }

    /// <summary>Share of the places that are taken from which on thresholds are raised.</summary>
    public double EnterAt { get; init; } = 0.75;

    /// <summary>Share of the places that are taken at which thresholds are what they were again.</summary>
    public double LeaveAt { get; init; } = 0.5;

    /// <summary>What thresholds are multiplied with, at least 1.</summary>
    public float Factor { get; init; } = 1.5f;

    /// <summary>Threshold that is not exceeded by raising, as a fraction of the inter-ocular distance.</summary>
    public float MaxError { get; init; } = 0.06f;
}
