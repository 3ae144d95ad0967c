using System.ComponentModel.DataAnnotations;
using MuSiCa.Serving;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Serving:Breaker</c>: when a model that fails every time is left alone. The finder has the same.</summary>
internal sealed record BreakerSettings : ISettings, IValidatableObject
{
    private static readonly BreakerOptions Defaults = new();

    public static string Section => "MuSiCa:Serving:Breaker";

    /// <summary>Batches that fail in a row in the same stage before requests are refused.</summary>
    [Between(1, 1000, "batches")]
    public int Failures { get; init; } = Defaults.Failures;

    /// <summary>Pause before it is tried whether the model runs again; doubled each time that it does not.</summary>
    [Duration("10ms", "1h")]
    public TimeSpan Pause { get; init; } = Defaults.Pause;

    /// <summary>The longest pause.</summary>
    [Duration("10ms", "1h")]
    public TimeSpan MaxPause { get; init; } = Defaults.MaxPause;

    /// <summary>
    /// How long the model may have failed before the service calls itself dead, to be started anew. A device that had a hiccup is
    /// back by then; one that is gone, or that has lost its context, comes back to another process only.
    /// </summary>
    [Duration("0s", "1d")]
    public TimeSpan RestartAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The settings as the scheduler takes them.</summary>
    public BreakerOptions ToOptions() => new() { Failures = Failures, Pause = Pause, MaxPause = MaxPause };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxPause < Pause)
        {
            yield return new ValidationResult(SettingsRules.Refusal(
                nameof(MaxPause), MaxPause, $"it must not be less than {nameof(Pause)}, which is {SettingsRules.Text(Pause)}"));
        }
    }
}
