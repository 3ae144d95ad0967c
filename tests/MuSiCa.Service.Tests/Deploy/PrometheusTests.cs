using System.Text.RegularExpressions;

namespace MuSiCa.Service.Tests;

/// <summary>Rules, alerts and dashboard of <c>deploy/</c> against what the service really exposes.</summary>
public sealed partial class PrometheusTests
{
    private static readonly string[] Rules = ["musica.rules.yml", "musica.alerts.yml"];

    public static TheoryData<string> Files => new("prometheus/musica.rules.yml", "prometheus/musica.alerts.yml", "grafana/dashboards/musica.json");

    [Fact(SkipType = typeof(Tool), SkipUnless = nameof(Tool.HasPromtool), Skip = Tool.NoPromtool)]
    public Task CheckRules_RulesAndAlerts_FindsNothing() =>
        PassAsync(["check", "rules", .. Rules.Select(static name => Path.Combine(Folder, name))]);

    [Fact(SkipType = typeof(Tool), SkipUnless = nameof(Tool.HasPromtool), Skip = Tool.NoPromtool)]
    public Task TestRules_FaultsAndPeace_FiresWhatShouldFire() =>
        PassAsync(["test", "rules", .. Directory.GetFiles(Path.Combine(Folder, "tests"))]);

    [Theory]
    [MemberData(nameof(Files))]
    public void Expressions_EveryMetricOfTheService_IsOneThatItExposes(string file)
    {
        string[] exposed =
        [
            .. Family().Matches(TestPaths.ReadFromRepository("tests", "MuSiCa.Service.Tests", "Telemetry", "metrics.golden.txt"))
                .Select(static match => match.Groups["name"].Value),
        ];

        string[] asked =
        [
            .. Metric().Matches(TestPaths.ReadFromRepository(["deploy", .. file.Split('/')]))
                .Select(static match => Suffix().Replace(match.Value, string.Empty))
                .Distinct(),
        ];

        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.Contains(name, exposed));
    }

    [Fact]
    public void Alerts_Each_HasItsParagraphInOperations()
    {
        string operations = TestPaths.ReadFromRepository("docs", "operations.md");
        string[] alerts =
        [
            .. Alert().Matches(TestPaths.ReadFromRepository("deploy", "prometheus", "musica.alerts.yml"))
                .Select(static match => match.Groups["name"].Value),
        ];

        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert => Assert.Matches($"(?m)^### .*\\b{alert}\\b", operations));
    }

    private static async Task PassAsync(string[] arguments)
    {
        (int exitCode, string said) = await Tool.RunAsync("promtool", arguments);
        Assert.True(exitCode == 0, said);
    }

    private static string Folder => TestPaths.InRepository("deploy", "prometheus");

    [GeneratedRegex(@"^# TYPE (?<name>\S+)", RegexOptions.Multiline)]
    private static partial Regex Family();

    // Recorded series (job:musica_…:rate5m) are made of others, which stand in the rules.
    [GeneratedRegex(@"(?<![:\w])musica_\w+(?!\w*:)")]
    private static partial Regex Metric();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"alert: (?<name>\w+)")]
    private static partial Regex Alert();
}
