using System.Globalization;

namespace MuSiCa.Service.Configuration;

/// <summary>Collects what is wrong with a group of settings, each message naming the setting and its value.</summary>
/// <param name="section">Where the group stands in the configuration.</param>
internal sealed class SettingsCheck(string section)
{
    private readonly List<string> _failures = [];

    /// <summary>Every message so far.</summary>
    public IReadOnlyList<string> Failures => _failures;

    public void Between(string name, long value, long least, long most, string unit)
    {
        if (value < least || value > most)
        {
            Fail(name, value.ToString(CultureInfo.InvariantCulture), string.Create(
                CultureInfo.InvariantCulture, $"it must be between {least} and {most} {unit}"));
        }
    }

    public void Between(string name, double value, double least, double most, string unit)
    {
        // Written so that what is no number fails.
        if (!(value >= least && value <= most))
        {
            Fail(name, Text(value), $"it must be between {Text(least)} and {Text(most)} {unit}");
        }
    }

    public void Between(string name, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            Fail(name, value.ToString("c"), $"it must be between {least:c} and {most:c} (hours:minutes:seconds)");
        }
    }

    public void Fail(string name, string value, string rule) => Fail($"{name} is {value}; {rule}.");

    /// <summary>A number as it stands in the configuration.</summary>
    public static string Text(double value) => ((float)value).ToString(CultureInfo.InvariantCulture);

    /// <summary>Adds a message that begins with the name of the setting.</summary>
    public void Fail(string message) => _failures.Add($"{section}:{message}");
}
