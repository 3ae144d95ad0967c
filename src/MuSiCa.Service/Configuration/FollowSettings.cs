using System.ComponentModel.DataAnnotations;
using MuSiCa.Serving;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Serving:Shadow:Follow</c>: whether thresholds follow what leaving early costs.</summary>
internal sealed record FollowSettings : ISettings, IValidatableObject
{
    private static readonly FollowOptions Defaults = new();

    public static string Section => "MuSiCa:Serving:Shadow:Follow";

    /// <summary>Whether they do.</summary>
    public bool Enabled { get; init; } = Defaults.Enabled;

    /// <summary>Distance to the landmarks of all stages that is aimed at, in the mean of each stage.</summary>
    [Between(0, 1, "of the inter-ocular distance")]
    public double Target { get; init; } = Defaults.Target;

    /// <summary>What a threshold is multiplied with at the least.</summary>
    [Between(0.25, 1, "times the threshold")]
    public float MinFactor { get; init; } = Defaults.MinFactor;

    /// <summary>What a threshold is multiplied with at the most.</summary>
    [Between(1, 100, "times the threshold")]
    public float MaxFactor { get; init; } = Defaults.MaxFactor;

    /// <summary>The settings as the scheduler takes them.</summary>
    public FollowOptions ToOptions() => new() { Enabled = Enabled, Target = Target, MinFactor = MinFactor, MaxFactor = MaxFactor };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Enabled && Target == 0)
        {
            yield return new ValidationResult(SettingsRules.Refusal(
                nameof(Target), Target, $"no face that leaves early comes to that; it must be above 0 where {nameof(Enabled)} is true"));
        }
    }
}
