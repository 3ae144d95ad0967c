using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using MuSiCa.Service.Configuration;

namespace MuSiCa.Service.Tests;

/// <summary>The table of docs/configuration.md against the types: every setting, its default, its type and what it accepts.</summary>
public sealed partial class ConfigurationReferenceTests
{
    private const string None = "–";

    // What has no value of its own until it is given one.
    private static readonly string[] Unset =
        ["MuSiCa:Inference:TensorRtCache", "MuSiCa:Model:Others", "MuSiCa:Security:AllowedOrigins", "MuSiCa:Security:Keys"];

    private static readonly Dictionary<string, (string Default, string Type, string Range)> Table = Row()
        .Matches(TestPaths.ReadFromRepository("docs", "configuration.md"))
        .ToDictionary(
            static row => $"{ServiceSettings.Section}:{row.Groups["setting"].Value}",
            static row => (row.Groups["default"].Value, row.Groups["type"].Value, row.Groups["range"].Value));

    public static TheoryData<string> Rows => [.. Table.Keys];

    [Fact]
    public void Table_Settings_AreThoseOfTheTypes() =>
        Assert.Equal(AllSettings.Paths.Order(StringComparer.Ordinal), Table.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Table_Defaults_AreThoseOfTheCodeAsTheyAreTyped()
    {
        IConfiguration documented = new ConfigurationBuilder()
            .AddInMemoryCollection(Table.Where(static row => row.Value.Default != None)
                .Select(static row => KeyValuePair.Create(row.Key, (string?)row.Value.Default.Trim('`'))))
            .Build();

        Assert.Equal(Unset, Table.Where(static row => row.Value.Default == None).Select(static row => row.Key).Order(StringComparer.Ordinal));
        Assert.Equal(new ServiceSettings(), documented.GetSection(ServiceSettings.Section).Get<ServiceSettings>());
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Table_Type_IsThatOfTheProperty(string setting)
    {
        Type type = AllSettings.Properties[setting].PropertyType;

        Assert.Contains(Table[setting].Type, TypeNames(type));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Table_Range_IsWhatTheSettingAccepts(string setting)
    {
        (_, string type, string range) = Table[setting];
        switch (type)
        {
            case "integer" or "number":
                decimal step = type == "integer" ? 1 : 0.01m;
                (decimal least, decimal most) = Ends(range, static end => decimal.Parse(end, CultureInfo.InvariantCulture));
                AssertRange(setting, [Text(least), Text(most)], [Text(least - step), Text(most + step)]);
                break;
            case "duration":
                (TimeSpan shortest, TimeSpan longest) = Ends(range, DurationConverter.Parse);
                AssertRange(
                    setting, [$"{shortest:c}", $"{longest:c}"], [$"{shortest - TimeSpan.FromTicks(1):c}", $"{longest + TimeSpan.FromTicks(1):c}"]);
                break;
            case "choice":
                string[] choices = [.. range.Split(", ").Select(static choice => choice.Trim('`'))];
                Assert.All(choices, choice => Assert.Null(Refusal(setting, choice)));
                Assert.Contains($"it must be one of {string.Join(", ", choices)}.", Refusal(setting, "anything"), StringComparison.Ordinal);
                break;
            case "texts by name":
                Assert.Contains(range, Refusal($"{setting}:name", "x"), StringComparison.Ordinal);
                break;
            default:
                Assert.Equal(None, range);
                break;
        }
    }

    // Two settings may forbid together what each of them may be: that is not a matter of its range.
    private static void AssertRange(string setting, string[] inside, string[] outside)
    {
        const string Rule = "it must be between";
        Assert.All(inside, value => Assert.DoesNotContain(Rule, Refusal(setting, value) ?? "", StringComparison.Ordinal));
        Assert.All(outside, value => Assert.Contains(Rule, Refusal(setting, value) ?? "", StringComparison.Ordinal));
    }

    private static string? Refusal(string setting, string value)
    {
        try
        {
            AllSettings.Validate((setting[(ServiceSettings.Section.Length + 1)..], value));
            return null;
        }
        catch (OptionsValidationException exception)
        {
            return exception.Message;
        }
    }

    private static (T Least, T Most) Ends<T>(string range, Func<string, T> parse)
    {
        string[] ends = range.Split(" to ");
        Assert.Equal(2, ends.Length);
        return (parse(ends[0]), parse(ends[1]));
    }

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    private static string[] TypeNames(Type type) => type switch
    {
        _ when type == typeof(int) || type == typeof(long) => ["integer"],
        _ when type == typeof(float) || type == typeof(double) => ["number"],
        _ when type == typeof(TimeSpan) => ["duration"],
        _ when type == typeof(bool) => ["true or false"],
        _ when type == typeof(string) => ["text", "choice"],
        _ when type == typeof(IReadOnlyList<string>) => ["list of texts"],
        _ => ["texts by name"],
    };

    [GeneratedRegex("""^\| `(?<setting>\w+(?::\w+)+)` \| (?<default>`[^`]*`|–) \| (?<type>[\w ]+) \| (?<range>[^|]+?) \|""", RegexOptions.Multiline)]
    private static partial Regex Row();
}
