using System.Text;

namespace MuSiCa.Service.Telemetry;

/// <summary>Names by the rules of the OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility".</summary>
internal static class PrometheusName
{
    private const string Total = "_total";
    private const string Count = "_count";

    private static readonly Dictionary<string, string> Units = new()
    {
        ["d"] = "days",
        ["h"] = "hours",
        ["min"] = "minutes",
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["us"] = "microseconds",
        ["ns"] = "nanoseconds",
        ["By"] = "bytes",
        ["KiBy"] = "kibibytes",
        ["MiBy"] = "mebibytes",
        ["GiBy"] = "gibibytes",
        ["TiBy"] = "tibibytes",
        ["KBy"] = "kilobytes",
        ["MBy"] = "megabytes",
        ["GBy"] = "gigabytes",
        ["TBy"] = "terabytes",
        ["m"] = "meters",
        ["V"] = "volts",
        ["A"] = "amperes",
        ["J"] = "joules",
        ["W"] = "watts",
        ["g"] = "grams",
        ["Cel"] = "celsius",
        ["Hz"] = "hertz",
        ["%"] = "percent",
    };

    private static readonly Dictionary<string, string> Rates = new()
    {
        ["s"] = "second",
        ["min"] = "minute",
        ["h"] = "hour",
        ["d"] = "day",
        ["wk"] = "week",
        ["mo"] = "month",
        ["a"] = "year",
    };

    /// <summary>Name of a family: letters, digits and single underscores, then the unit, then what its type asks for.</summary>
    public static string Of(string name, string unit, PrometheusKind kind)
    {
        string family = Sanitize(name, allowColon: true);
        if (kind == PrometheusKind.Counter && family.EndsWith(Total, StringComparison.Ordinal))
        {
            family = family[..^Total.Length];
        }

        string suffix = unit == "1" ? (kind == PrometheusKind.Gauge ? "ratio" : string.Empty) : Unit(unit);
        if (suffix.Length > 0 && !$"_{family}_".Contains($"_{suffix}_", StringComparison.Ordinal))
        {
            family = $"{family}_{suffix}";
        }

        return kind switch
        {
            PrometheusKind.Counter => family + Total,

            // That ending belongs to histograms; promtool objects, and a histogram of the same name would collide.
            PrometheusKind.Gauge when family.EndsWith(Count, StringComparison.Ordinal) => $"{family[..^Count.Length]}_current",
            _ => family,
        };
    }

    /// <summary>Name of a label.</summary>
    public static string Label(string key) => Sanitize(key, allowColon: false);

    private static string Unit(string unit)
    {
        string plain = WithoutAnnotations(unit);
        int slash = plain.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return Word(Units, plain);
        }

        string rate = Word(Rates, plain[(slash + 1)..]);
        string amount = Word(Units, plain[..slash]);
        return rate.Length == 0 ? amount : amount.Length == 0 ? $"per_{rate}" : $"{amount}_per_{rate}";
    }

    private static string Word(Dictionary<string, string> words, string unit) =>
        words.TryGetValue(unit, out string? word) ? word : Sanitize(unit, allowColon: false).Trim('_');

    private static string WithoutAnnotations(string unit)
    {
        int open;
        while ((open = unit.IndexOf('{', StringComparison.Ordinal)) >= 0)
        {
            int close = unit.IndexOf('}', open);
            if (close < 0)
            {
                break;
            }

            unit = unit.Remove(open, close - open + 1);
        }

        return unit;
    }

    private static string Sanitize(string text, bool allowColon)
    {
        var clean = new StringBuilder(text.Length + 1);
        foreach (char letter in text)
        {
            bool isFine = char.IsAsciiLetterOrDigit(letter) || (allowColon && letter == ':');
            if (isFine && clean.Length == 0 && char.IsAsciiDigit(letter))
            {
                clean.Append('_');
            }

            if (isFine || clean.Length == 0 || clean[^1] != '_')
            {
                clean.Append(isFine ? letter : '_');
            }
        }

        return clean.ToString();
    }
}
