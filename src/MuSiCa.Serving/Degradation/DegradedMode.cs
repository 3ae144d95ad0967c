using MuSiCa.Inference;

namespace MuSiCa.Serving;

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
