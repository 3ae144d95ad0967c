using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MuSiCa.Cli;

// Numbers are written the same way on every machine: digits, a point for decimals, nothing between groups. The parser of the
// framework takes 0,001 for 1.
internal static class Numbers
{
    /// <summary>Makes an option take whole numbers in a range.</summary>
    public static void Whole(Option<int> option, int least, int most = int.MaxValue) =>
        option.CustomParser = result => ReadWhole(result, option.Name, least, most) ?? 0;

    /// <summary>Makes an option that may be left out take whole numbers.</summary>
    public static void Whole(Option<int?> option) =>
        option.CustomParser = result => ReadWhole(result, option.Name, int.MinValue, int.MaxValue);

    /// <summary>Makes an option that may be left out take finite numbers.</summary>
    /// <param name="option">The option.</param>
    /// <param name="isGood">Which of them.</param>
    /// <param name="rule">What they are, as in "is not a number of pixels above 0".</param>
    public static void Decimal(Option<double?> option, Predicate<double> isGood, string rule) =>
        option.CustomParser = result => ReadDecimal(result, option.Name, isGood, rule);

    /// <inheritdoc cref="Decimal(Option{double?}, Predicate{double}, string)"/>
    public static void Decimal(Option<float?> option, Predicate<double> isGood, string rule) =>
        option.CustomParser = result => (float?)ReadDecimal(result, option.Name, isGood, rule);

    private static int? ReadWhole(ArgumentResult result, string name, int least, int most)
    {
        string text = result.Tokens[^1].Value;
        bool isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
        string? problem = !isNumber ? "is not a whole number"
            : number < least ? string.Create(CultureInfo.InvariantCulture, $"is below {least}")
            : number > most ? string.Create(CultureInfo.InvariantCulture, $"is above {most}")
            : null;
        if (problem is null)
        {
            return (int)number;
        }

        result.AddError($"{name} {text} {problem}.");
        return null;
    }

    private static double? ReadDecimal(ArgumentResult result, string name, Predicate<double> isGood, string rule)
    {
        string text = result.Tokens[^1].Value;
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number);
        if (isNumber && isGood(number))
        {
            return number;
        }

        result.AddError(isNumber ? $"{name} {text} is not {rule}." : $"{name} {text} is not a number; decimals have a point, as in 0.04.");
        return null;
    }
}
