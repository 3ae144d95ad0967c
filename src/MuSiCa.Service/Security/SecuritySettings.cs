using System.ComponentModel.DataAnnotations;
using MuSiCa.Service.Configuration;

namespace MuSiCa.Service.Security;

/// <summary>Settings <c>MuSiCa:Security</c>: who may ask what of the service. All of it is off by default.</summary>
internal sealed record SecuritySettings : ISettings, IValidatableObject
{
    /// <summary>Stands for every origin.</summary>
    public const string AnyOrigin = "*";

    public static string Section => "MuSiCa:Security";

    /// <summary>
    /// SHA-256 of each key in hexadecimal digits, by a name for its owner; two with a comma between while a key is changed. Without any,
    /// nobody is asked for one. Read again whenever the configuration changes.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Keys { get; init; }

    /// <summary>Origins whose pages may call the service from a browser, with a semicolon between, or <c>*</c> for all; none where empty.</summary>
    public string AllowedOrigins { get; init; } = string.Empty;

    /// <summary>How much one key, or one address, may ask for.</summary>
    public RateLimitSettings RateLimits { get; init; } = new();

    /// <summary>The origins one by one.</summary>
    public string[] Origins() =>
        AllowedOrigins.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (string failure in KeyTable.Read(Keys ?? new Dictionary<string, string>()).Failures)
        {
            yield return new ValidationResult(failure);
        }

        foreach (string origin in Origins().Where(static origin => origin != AnyOrigin && !IsOrigin(origin)))
        {
            yield return new ValidationResult(SettingsRules.Refusal(
                nameof(AllowedOrigins), $"\"{origin}\"", $"it must be an origin such as https://example.org, several with ; between, or {AnyOrigin}"));
        }
    }

    // As browsers send it: no path, not even a slash.
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);
}
