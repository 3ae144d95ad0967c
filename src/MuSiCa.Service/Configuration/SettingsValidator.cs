using System.Reflection;
using Microsoft.Extensions.Options;

namespace MuSiCa.Service.Configuration;

/// <summary>Checks a group of settings when the service starts: no name that it does not have, no value that it cannot use.</summary>
internal sealed class SettingsValidator<TSettings>(IConfiguration configuration) : IValidateOptions<TSettings>
    where TSettings : class, ISettings
{
    private static readonly SettingsRules Rules = new();

    public ValidateOptionsResult Validate(string? name, TSettings options)
    {
        IEnumerable<string> wrong = ((object)Rules as IValidateOptions<TSettings>)?.Validate(name, options).Failures ?? [];
        string[] failures = [.. UnknownNames(), .. wrong.Select(static failure => $"{TSettings.Section}:{failure}")];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    // A misspelt setting would otherwise be ignored in silence.
    private IEnumerable<string> UnknownNames()
    {
        string[] known =
        [
            .. typeof(TSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(static property => property.Name),
        ];
        return configuration.GetSection(TSettings.Section).GetChildren()
            .Where(setting => !known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            .Select(setting =>
                $"{TSettings.Section}:{setting.Key} is not a setting; {TSettings.Section} has {string.Join(", ", known)}.");
    }
}
