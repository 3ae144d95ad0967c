using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Tests;

/// <summary>Dashboards and alerts compare these names: a new one is fine, a changed or missing one breaks somebody.</summary>
public sealed partial class MetricsGoldenTests
{
    private const string GoldenFile = "metrics.golden.txt";

    /// <summary>Set to 1, it has the golden file written anew instead of compared.</summary>
    private const string Rewrite = "MUSICA_REWRITE_GOLDEN";

    [Fact]
    public async Task Metrics_AfterRequests_MatchTheGoldenFile()
    {
        string families = Families(await ScrapeAsync());

        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            await File.WriteAllTextAsync(Beside(GoldenFile), families);
        }

        Assert.Equal(TestPaths.ReadFromRepository("tests", "MuSiCa.Service.Tests", "Telemetry", GoldenFile), families);
    }

    [Fact]
    public async Task Document_Table_NamesEveryInstrumentAndNoOther()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        AllInstruments.Measure(service);
        string scrape = await client.GetStringAsync(MetricsEndpoint.Path);
        string document = TestPaths.ReadFromRepository("docs", "metrics.md");

        IEnumerable<string> documented = Rows().Matches(document).Select(match => match.Groups["name"].Value);

        Assert.Equal(
            Types().Matches(scrape).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal),
            documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_Counters_AreZeroFromTheStartForEveryValueOfTheirLabels()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        string document = TestPaths.ReadFromRepository("docs", "metrics.md");

        string[] lines = (await client.GetStringAsync(MetricsEndpoint.Path)).Split('\n');

        Match[] counters = [.. Counters().Matches(document).Cast<Match>()];
        Assert.NotEmpty(counters);
        foreach (Match counter in counters)
        {
            string[] series = [.. lines.Where(line => line.StartsWith($"{counter.Groups["name"].Value}{{", StringComparison.Ordinal))];
            Assert.NotEmpty(series);
            Assert.All(series, static line => Assert.EndsWith(" 0", line, StringComparison.Ordinal));
            foreach (Match label in DocumentedLabels().Matches(counter.Groups["labels"].Value).Cast<Match>())
            {
                Assert.All(
                    label.Groups["value"].Captures,
                    value => Assert.Contains(
                        series, line => line.Contains($"{label.Groups["label"].Value}=\"{value.Value}\"", StringComparison.Ordinal)));
            }
        }
    }

    private static async Task<string> ScrapeAsync()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));
        await GiveUpAsync(service, client);

        // When all is done everything has been counted, too.
        await service.Hosted<DrainService>().StoppingAsync(CancellationToken.None);
        AllInstruments.Measure(service);
        return await client.GetStringAsync(MetricsEndpoint.Path);
    }

    private static async Task GiveUpAsync(TestService service, HttpClient client)
    {
        var inStage = new Signal();
        var goOn = new Signal();
        service.Stages.OnRun = _ =>
        {
            inStage.Give();
            goOn.Wait();
        };
        using var left = new CancellationTokenSource();
        Task<HttpResponseMessage> request = client.PostAsync(TestService.Address, Http.Body(TestImages.Png), left.Token);
        await inStage.Given;
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);

        // The service hears of it on another thread.
        using var hang = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!(await client.GetStringAsync(MetricsEndpoint.Path, hang.Token))
                   .Contains("\nmusica_cancellations_total{where=\"batch\"} 1\n", StringComparison.Ordinal))
        {
            await Task.Yield();
        }

        goOn.Give();
    }

    private static string Families(string scrape)
    {
        string[] lines = scrape.Split('\n');
        return string.Concat(Types().Matches(scrape).OrderBy(type => type.Groups["name"].Value, StringComparer.Ordinal).Select(type =>
        {
            string name = type.Groups["name"].Value;
            string help = lines.Single(line => line.StartsWith($"# HELP {name} ", StringComparison.Ordinal));
            return $"{help}\n{type.Value}\nlabels:{string.Concat(Labels(lines, name).Select(static label => $" {label}"))}\n\n";
        }));
    }

    private static IEnumerable<string> Labels(string[] lines, string family) => lines
        .Select(line => Series().Match(line))
        .Where(match => match.Groups["name"].Value is var name
            && (name == family || name == $"{family}_bucket" || name == $"{family}_count"))
        .SelectMany(match => match.Groups["label"].Captures.Select(capture => capture.Value))
        .Distinct()
        .Order(StringComparer.Ordinal);

    private static string Beside(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, name);

    [GeneratedRegex("""^(?<name>\w+)(\{((?<label>\w+)="([^"\\]|\\.)*",?)*\})? \S+$""")]
    private static partial Regex Series();

    [GeneratedRegex("""^# TYPE (?<name>musica_\w+) .*""", RegexOptions.Multiline)]
    private static partial Regex Types();

    [GeneratedRegex("""^\| `(?<name>musica_\w+)` \| counter \|(?<labels>[^|]*)\|""", RegexOptions.Multiline)]
    private static partial Regex Counters();

    [GeneratedRegex("""`(?<label>\w+)`(?: \((?:`(?<value>\w+)`(?:, )?)+\))?""")]
    private static partial Regex DocumentedLabels();

    [GeneratedRegex("""^\| `(?<name>musica_\w+)` \|""", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
