using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MuSiCa.Service.Tests;

/// <summary>
/// Everything that <c>deploy/</c> asks of Prometheus, asked of a real one that scrapes the service under a little load: each expression
/// is evaluated and gives data, or stands below with the reason why it gives none in peace.
/// </summary>
public sealed partial class LivePrometheusTests
{
    // An alert gives data while it is true. The files in deploy/prometheus/tests drive each of them to fire; here it must be evaluated
    // without an error, and what it compares must be there.
    private static readonly Dictionary<string, string> NeedsFault = new()
    {
        ["MusicaDown"] = "needs an instance that does not answer",
        ["MusicaAvailabilityBurnsFast"] = "needs requests that fail",
        ["MusicaAvailabilityBurnsSlowly"] = "needs requests that fail",
        ["MusicaLatencyBurnsFast"] = "needs answers that take longer than 0.25 s; on a busy machine there may be some",
        ["MusicaQueueFilling"] = "needs a queue that is four fifths full",
        ["MusicaShedding"] = "needs overload",
        ["MusicaMemoryBudget"] = "needs a memory budget that is nine tenths taken",
        ["MusicaExitRateDrift"] = "needs a week of data",
        ["MusicaExitRegretDrift"] = "needs a week of data",
        ["MusicaBatchesEmptyWhileQueueing"] = "needs a queue that is half full",
        ["MusicaLaneStalled"] = "needs a stage that hangs",
        ["MusicaBreakerOpen"] = "needs a model that fails",
        ["MusicaProviderFallback"] = "needs a host with a GPU that is not used",
        ["MusicaWarmUpLong"] = "needs an instance that is not ready for three minutes",
    };

    // Series that an alert compares and that are not there in peace either.
    private static readonly Dictionary<string, string> NeedsMore = new()
    {
        ["""musica_lane_info{accelerator="gpu",provider="cpu"}"""] = "needs a host with a GPU that is not used",
    };

    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    [Fact(SkipType = typeof(Tool), SkipUnless = nameof(Tool.HasPrometheus), Skip = Tool.NoPrometheus)]
    public async Task Expressions_OfRulesAlertsAndDashboard_GiveDataUnderLoad()
    {
        using var hang = new CancellationTokenSource(Hang);
        using var service = new ServiceProcess(
            [], [("MuSiCa__Model__Path", TestPaths.TinyModel), ("MuSiCa__Inference__Provider", "cpu"), ("MuSiCa__Serving__Shadow__Share", "1")], "Ready: the model was warmed");
        await service.SaidAsync();
        string address = Listening().Match(service.Output).Groups["address"].Value;
        using var prometheus = new PrometheusProcess(new Uri(address).Authority);
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        await prometheus.ReadyAsync(hang.Token);

        IReadOnlyList<PrometheusRule> rules = await EvaluatedAsync(prometheus, client, hang.Token);
        string[] panels = [.. Panels(JsonNode.Parse(TestPaths.ReadFromRepository("deploy", "grafana", "dashboards", "musica.json"))!)];
        HashSet<string> silent =
        [
            .. rules.Where(static rule => !rule.IsAlert).Select(static rule => rule.Query),
            .. rules.Where(static rule => rule.IsAlert).SelectMany(static rule => Selectors(rule.Query)).Where(static one => !NeedsMore.ContainsKey(one)),
            .. panels,
        ];

        while (silent.Count > 0)
        {
            await SendAsync(client, CancellationToken.None);
            foreach (string expression in silent.ToArray())
            {
                if (await prometheus.CountAsync(expression, CancellationToken.None) > 0)
                {
                    silent.Remove(expression);
                }
            }

            Assert.False(hang.IsCancellationRequested, $"No data after {Hang}: {string.Join("\n", silent)}");
        }

        Assert.NotEmpty(panels);
        Assert.Equal(NeedsFault.Keys.Order(StringComparer.Ordinal), rules.Where(static rule => rule.IsAlert).Select(static rule => rule.Name).Order(StringComparer.Ordinal));
    }

    // All rules evaluated without an error.
    private static async Task<IReadOnlyList<PrometheusRule>> EvaluatedAsync(PrometheusProcess prometheus, HttpClient client, CancellationToken hang)
    {
        while (true)
        {
            await SendAsync(client, hang);
            IReadOnlyList<PrometheusRule> rules = await prometheus.RulesAsync(hang);
            Assert.All(rules, static rule => Assert.True(rule.Health != "err", $"{rule.Name}: {rule.Error}"));
            if (rules.Count > 0 && rules.All(static rule => rule.Health == "ok"))
            {
                return rules;
            }
        }
    }

    // The faces of the second leave after the first stage, and their other stages are run to measure what that cost.
    private static async Task SendAsync(HttpClient client, CancellationToken hang)
    {
        foreach (string address in (string[])[TestService.Address, $"{TestService.Address}&maxError=1", "/v1/landmarks"])
        {
            using HttpResponseMessage answer = await client.PostAsync(address, Http.Body(TestImages.Png), hang);
            Assert.True(answer.IsSuccessStatusCode);
        }
    }

    // As Grafana fills them in.
    private static IEnumerable<string> Panels(JsonNode node) => node switch
    {
        JsonObject { } panel when panel["expr"] is { } expression =>
        [
            ((string)expression!)
                .Replace("$__rate_interval", "1m", StringComparison.Ordinal)
                .Replace("$job", "musica", StringComparison.Ordinal)
                .Replace("$instance", ".*", StringComparison.Ordinal),
        ],
        JsonObject { } members => members.Where(static member => member.Value is not null).SelectMany(static member => Panels(member.Value!)),
        JsonArray { } items => items.Where(static item => item is not null).SelectMany(static item => Panels(item!)),
        _ => [],
    };

    // The series that an expression is made of; of a range, any point in it.
    private static IEnumerable<string> Selectors(string expression) => Selector().Matches(expression).Select(static match => match.Value);

    [GeneratedRegex(@"(?<![\w:])(?:up|process_\w+|musica_\w+|\w+:musica_[\w:]+)(?:\{[^}]*\})?")]
    private static partial Regex Selector();

    [GeneratedRegex(@"REST on (?<address>http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
