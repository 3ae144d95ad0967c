using MuSiCa.Cascade;

namespace MuSiCa.Serving;

/// <summary>
/// Raises the thresholds of faces whose caller named none, within bounds, from when the queue is long until it is short again.
/// </summary>
internal sealed class DegradedMode(DegradedOptions options)
{
    private volatile bool _isActive;

    /// <summary>Whether thresholds are raised now.</summary>
    public bool IsActive => _isActive;

    /// <summary>Looks at the queue.</summary>
    /// <returns>The new state when it changed, else null.</returns>
    public bool? Observe(int taken, int limit)
    {
        if (!options.Enabled)
        {
            return null;
        }

        double share = taken / (double)limit;
        bool isActive = _isActive ? share > options.LeaveAt : share >= options.EnterAt;
        if (isActive == _isActive)
        {
            return null;
        }

        _isActive = isActive;
        return isActive;
    }

    /// <summary>A plan as it holds now.</summary>
    public ExitPlan Apply(ExitPlan plan) =>
        _isActive ? plan with { Threshold = Math.Max(plan.Threshold, Math.Min(plan.Threshold * options.Factor, options.MaxError)) } : plan;
}
