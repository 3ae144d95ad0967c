using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging;
using MuSiCa.Service.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace MuSiCa.Service.Tests;

/// <summary>An exporter on the SDK that sees the meters of one test only.</summary>
internal sealed class ExporterBench : ILogger<PrometheusExporter>, IDisposable
{
    private readonly string _name = Guid.NewGuid().ToString();
    private readonly PrometheusExporter _exporter;
    private readonly MeterProvider _provider;

    public ExporterBench(params double[] buckets)
    {
        _exporter = new PrometheusExporter(this);
        _provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddAttributes([new("service.name", "a\"b"), new("flag", true)]))
            .AddMeter($"{_name}.*")
            .AddView(_ => buckets.Length == 0 ? null : new ExplicitBucketHistogramConfiguration { Boundaries = buckets })
            .AddReader(new BaseExportingMetricReader(_exporter))
            .Build();
        Meter = NewMeter("one");
    }

    public Meter Meter { get; }

    public List<string> Warnings { get; } = [];

    public Meter NewMeter(string name) => new($"{_name}.{name}");

    /// <summary>Scrapes and gives the number of bytes.</summary>
    public int Scrape() => _exporter.Scrape().Length;

    public string Text() => Encoding.UTF8.GetString(_exporter.Scrape());

    /// <summary>The lines without what is said of the target.</summary>
    public string[] Lines() =>
        [.. Text().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains("target_info", StringComparison.Ordinal))];

    public void Dispose() => _provider.Dispose();

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Warnings.Add(formatter(state, exception));
}
