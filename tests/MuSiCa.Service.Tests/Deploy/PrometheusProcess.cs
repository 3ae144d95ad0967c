using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace MuSiCa.Service.Tests;

/// <summary>A Prometheus of Debian on a free port, with the rules and alerts of <c>deploy/</c>, that scrapes a service five times a second.</summary>
internal sealed class PrometheusProcess : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("musica-prometheus-").FullName;
    private readonly StringBuilder _output = new();
    private readonly HttpClient _client;
    private readonly Process _process;

    /// <param name="target">Host and port of the service.</param>
    public PrometheusProcess(string target)
    {
        string deploy = TestPaths.InRepository("deploy", "prometheus");
        string config = Path.Combine(_folder, "prometheus.yml");
        File.WriteAllText(config, $$"""
            global: { scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms }
            rule_files: ["{{deploy}}/musica.rules.yml", "{{deploy}}/musica.alerts.yml"]
            scrape_configs:
              - job_name: musica
                static_configs: [{ targets: ["{{target}}"], labels: { accelerator: cpu } }]
            """);
        int port = FreePort();
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var start = new ProcessStartInfo(
            "prometheus",
            [
                $"--config.file={config}", $"--storage.tsdb.path={Path.Combine(_folder, "data")}",
                $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until it answers.</summary>
    public async Task ReadyAsync(CancellationToken hang)
    {
        while (true)
        {
            Assert.False(_process.HasExited, $"Prometheus ended: {_output}");
            try
            {
                if ((await _client.GetAsync("/-/ready", hang)).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Yield();
        }
    }

    /// <summary>Evaluates an expression now.</summary>
    /// <returns>How many series it gives.</returns>
    public async Task<int> CountAsync(string expression, CancellationToken hang)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("query", expression)]);
        JsonNode answer = JsonNode.Parse(await (await _client.PostAsync("/api/v1/query", form, hang)).Content.ReadAsStringAsync(hang))!;
        Assert.True((string?)answer["status"] == "success", $"{expression}: {answer}");
        return answer["data"]!["result"]!.AsArray().Count;
    }

    /// <summary>The rules as it has read and evaluated them.</summary>
    public async Task<IReadOnlyList<PrometheusRule>> RulesAsync(CancellationToken hang)
    {
        JsonNode answer = JsonNode.Parse(await _client.GetStringAsync("/api/v1/rules", hang))!;
        return
        [
            .. answer["data"]!["groups"]!.AsArray().SelectMany(static group => group!["rules"]!.AsArray()).Select(static rule => new PrometheusRule(
                (string)rule!["name"]!, (string)rule["query"]!, (string)rule["type"]! == "alerting", (string)rule["health"]!, (string?)rule["lastError"])),
        ];
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }
}

/// <summary>A rule in a running Prometheus.</summary>
/// <param name="Name">Of the alert, or of the series that is recorded.</param>
/// <param name="Query">Its expression.</param>
/// <param name="IsAlert">Whether it is an alert.</param>
/// <param name="Health"><c>ok</c>, <c>err</c> or <c>unknown</c>.</param>
/// <param name="Error">What went wrong when it was evaluated.</param>
internal sealed record PrometheusRule(string Name, string Query, bool IsAlert, string Health, string? Error);
