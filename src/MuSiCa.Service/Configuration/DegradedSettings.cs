using System.ComponentModel.DataAnnotations;
using MuSiCa.Serving;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Serving:Degraded</c>: whether faces leave earlier while the queue is long.</summary>
internal sealed record DegradedSettings : ISettings, IValidatableObject
{
    private static readonly DegradedOptions Defaults = new();

    public static string Section => "MuSiCa:Serving:Degraded";

    /// <summary>Whether there is such a mode.</summary>
    public bool Enabled { get; init; } = Defaults.Enabled;

    /// <summary>Share of the places taken at which the mode begins.</summary>
    [Between(0, 1, "of the places")]
    public double EnterAt { get; init; } = Defaults.EnterAt;

    /// <summary>Share of the places taken at which it ends.</summary>
    [Between(0, 1, "of the places")]
    public double LeaveAt { get; init; } = Defaults.LeaveAt;

    /// <summary>What thresholds are multiplied with meanwhile.</summary>
    [Between(1, 100, "times the threshold")]
    public float Factor { get; init; } = Defaults.Factor;

    /// <summary>Threshold that is not exceeded by that, as a fraction of the inter-ocular distance.</summary>
    [Between(0, 1, "of the inter-ocular distance")]
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

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LeaveAt > EnterAt)
        {
            yield return new ValidationResult(
                SettingsRules.Refusal(nameof(LeaveAt), LeaveAt, $"it must not exceed {nameof(EnterAt)}, which is {SettingsRules.Text(EnterAt)}"));
        }
    }
}
