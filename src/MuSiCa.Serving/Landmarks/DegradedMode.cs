using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>The degraded mode: answers that are less exact, and say so, instead of refusals.</summary>
public sealed record DegradedOptions
{
    /// <summary>Whether there is such a mode; off by default.</summary>
    public bool Enabled { get; init; }

    /// <summary>Share of the capacity that is taken from which on thresholds are raised.</summary>
    public double EnterAt { get; init; } = 0.75;

    /// <summary>Share of the capacity that is taken at which thresholds are what they were again.</summary>
    public double LeaveAt { get; init; } = 0.5;

    /// <summary>What thresholds are multiplied with, at least 1.</summary>
    public float Factor { get; init; } = 1.5f;

    /// <summary>Threshold that is not exceeded by raising, as a fraction of the inter-ocular distance.</summary>
    public float MaxError { get; init; } = 0.06f;
}

/// <summary>
/// Raises the thresholds of faces whose caller named none, within bounds, from when the queue is long until it is short again.
/// </summary>
internal sealed class DegradedMode(DegradedOptions options)
{
    private readonly Lock _lock = new();
    private volatile bool _isActive;

    /// <summary>Whether thresholds are raised now.</summary>
    public bool IsActive => _isActive;

    /// <summary>Looks at the queue, after each change of it.</summary>
    public void Observe(PlaceCounter places)
    {
        if (!options.Enabled)
        {
            return;
        }

        // Read under the lock, so that the last to look sees the latest.
        lock (_lock)
        {
            double share = places.Taken / (double)places.Limit;
            _isActive = _isActive ? share > options.LeaveAt : share >= options.EnterAt;
        }
    }

    /// <summary>A plan as it holds now.</summary>
    public ExitPlan Apply(ExitPlan plan) =>
        _isActive ? plan with { Threshold = Math.Max(plan.Threshold, Math.Min(plan.Threshold * options.Factor, options.MaxError)) } : plan;
}
