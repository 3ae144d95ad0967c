using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Administration;
using MuSiCa.Service.Security;

namespace MuSiCa.Service.Configuration;

/// <summary>Checks the attributes of every group, by code that the compiler writes from them.</summary>
[OptionsValidator]
internal sealed partial class SettingsRules :
    IValidateOptions<ModelOptions>,
    IValidateOptions<InferenceOptions>,
    IValidateOptions<ImagingOptions>,
    IValidateOptions<ServingOptions>,
    IValidateOptions<DegradedSettings>,
    IValidateOptions<ShadowSettings>,
    IValidateOptions<FollowSettings>,
    IValidateOptions<BreakerSettings>,
    IValidateOptions<RequestOptions>,
    IValidateOptions<FindingOptions>,
    IValidateOptions<HttpSettings>,
    IValidateOptions<GrpcSettings>,
    IValidateOptions<AdminSettings>,
    IValidateOptions<TrackingSettings>,
    IValidateOptions<LoggingSettings>,
    IValidateOptions<SecuritySettings>,
    IValidateOptions<RateLimitSettings>
{
    /// <summary>What is said of a value that cannot be used.</summary>
    /// <param name="name">The setting, with its section where that is another's.</param>
    /// <param name="value">The value as it is.</param>
    /// <param name="rule">What it should be, without a full stop.</param>
    public static string Refusal(string name, object? value, FormattableString rule) =>
        FormattableString.Invariant($"{name} is {Text(value)}; {FormattableString.Invariant(rule)}.");

    /// <summary>A value as it can be written in the configuration.</summary>
    internal static string Text(object? value) => value switch
    {
        // The shortest number that is read back as itself; settings are no more exact than that.
        double number => ((float)number).ToString(CultureInfo.InvariantCulture),
        TimeSpan time => time.ToString("c"),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}

/// <summary>A number must lie between two others, or be one of them.</summary>
/// <param name="least">The least.</param>
/// <param name="most">The most.</param>
/// <param name="unit">What is counted, or what the number means in parentheses.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BetweenAttribute(double least, double most, string unit) : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        // What is no number is not between any two.
        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return number >= least && number <= most ? ValidationResult.Success : new ValidationResult(SettingsRules.Refusal(
            validationContext.MemberName!, value, $"it must be between {Limit(least)} and {Limit(most)} {unit}"));
    }

    private static string Limit(double limit) => limit.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A duration must lie between two others, or be one of them.</summary>
/// <param name="least">The shortest, as it is written in the configuration.</param>
/// <param name="most">The longest.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationAttribute(string least, string most) : ValidationAttribute
{
    private readonly TimeSpan _least = DurationConverter.Parse(least);
    private readonly TimeSpan _most = DurationConverter.Parse(most);

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is TimeSpan time && time >= _least && time <= _most ? ValidationResult.Success : new ValidationResult(SettingsRules.Refusal(
            validationContext.MemberName!, value, $"it must be between {_least:c} and {_most:c} (hours:minutes:seconds)"));
}
