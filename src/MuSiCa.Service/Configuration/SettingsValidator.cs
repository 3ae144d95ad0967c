using System.Reflection;
using Microsoft.Extensions.Options;

namespace MuSiCa.Service.Configuration;

/// <summary>Checks a group of settings when the service starts: no name that it does not have, no value that it cannot use.</summary>
internal sealed class SettingsValidator<TSettings>(IConfiguration configuration) : IValidateOptions<TSettings>
    where TSettings : class, ISettings
{
    public ValidateOptionsResult Validate(string? name, TSettings options)
    {
        var check = new SettingsCheck(TSettings.Section);
        CheckNames(check);
        options.Check(check);
        return check.Failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(check.Failures);
    }

    // A misspelt setting would otherwise be ignored in silence.
    private void CheckNames(SettingsCheck check)
    {
        string[] known =
        [
            .. typeof(TSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(static property => property.Name),
        ];
        foreach (IConfigurationSection setting in configuration.GetSection(TSettings.Section).GetChildren())
        {
            if (!known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            {
                check.Fail($"{setting.Key} is not a setting; {TSettings.Section} has {string.Join(", ", known)}.");
            }
        }
    }
}
