using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace MuSiCa.Service.Configuration;

/// <summary>
/// Reads durations as people write them: <c>500ms</c>, <c>10s</c>, <c>1.5m</c>, <c>1h</c>, <c>1d</c> or <c>00:00:10</c>. A number
/// without a unit is refused: .NET reads it as days.
/// </summary>
internal sealed class DurationConverter : TimeSpanConverter
{
    private static readonly (string Name, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? Parse(text) : base.ConvertFrom(context, culture, value);

    /// <exception cref="FormatException">The text is no duration; the message says what is.</exception>
    internal static TimeSpan Parse(string text)
    {
        string written = text.Trim();
        if (written.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(written, CultureInfo.InvariantCulture, out TimeSpan time))
        {
            return time;
        }

        foreach ((string name, TimeSpan length) in Units)
        {
            if (written.EndsWith(name, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(
                    written[..^name.Length], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture, out double count)
                && Math.Abs(count) < TimeSpan.MaxValue / length)
            {
                return count * length;
            }
        }

        throw new FormatException($"'{text}' is no duration: write 500ms, 10s, 5m, 1h or 00:00:10.");
    }

    // The binder asks the type for its converter, whatever property it binds; so that no way of binding is forgotten, once for all.
    [ModuleInitializer]
    internal static void Register() =>
        TypeDescriptor.AddAttributes(typeof(TimeSpan), new TypeConverterAttribute(typeof(DurationConverter)));
}
