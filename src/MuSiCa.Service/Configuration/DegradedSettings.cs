using MuSiCa.Serving;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Serving:Degraded</c>: whether faces leave earlier while the queue is long.</summary>
internal sealed record DegradedSettings : ISettings
{
    private static readonly DegradedOptions Defaults = new();

    public static string Section => "MuSiCa:Serving:Degraded";

    /// <summary>Whether there is such a mode.</summary>
    public bool Enabled { get; init; } = Defaults.Enabled;

    /// <summary>Share of the places taken at which the mode begins.</summary>
    public double EnterAt { get; init; } = Defaults.EnterAt;

    /// <summary>Share of the places taken at which it ends.</summary>
    public double LeaveAt { get; init; } = Defaults.LeaveAt;

    /// <summary>What thresholds are multiplied with meanwhile.</summary>
    public float Factor { get; init; } = Defaults.Factor;

    /// <summary>Threshold that is not exceeded by that, as a fraction of the inter-ocular distance.</summary>
    public float MaxError { get; init; } = Defaults.MaxError;

    /// <summary>The settings as the scheduler takes them.</summary>
    public DegradedOptions ToOptions() => new()
    {
        Enabled = Enabled,
        EnterAt = EnterAt,
        LeaveAt = LeaveAt,
        Factor = Factor,
        MaxError = MaxError,
    };

    public void Check(SettingsCheck check)
    {
        check.Between(nameof(EnterAt), EnterAt, 0, 1, "of the places");
        check.Between(nameof(LeaveAt), LeaveAt, 0, 1, "of the places");
        check.Between(nameof(Factor), Factor, 1, 100, "times the threshold");
        check.Between(nameof(MaxError), MaxError, 0, 1, "of the inter-ocular distance");
        if (LeaveAt > EnterAt)
        {
            check.Fail(nameof(LeaveAt), SettingsCheck.Text(LeaveAt),
                $"it must not exceed {nameof(EnterAt)}, which is {SettingsCheck.Text(EnterAt)}");
        }
    }
}
