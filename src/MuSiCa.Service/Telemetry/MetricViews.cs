using System.Diagnostics.Metrics;
using MuSiCa.Service.Hosting;
using OpenTelemetry.Metrics;

namespace MuSiCa.Service.Telemetry;

/// <summary>Which instruments are read, and the buckets of the histograms among them.</summary>
internal sealed class MetricViews(IMeterFactory meters, IConfiguration configuration)
{
    private const string Duration = ".duration";
    private const string Count = ".count";
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";

    private static readonly ExplicitBucketHistogramConfiguration Seconds = Buckets(
        0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);

    private static readonly ExplicitBucketHistogramConfiguration Faces = Buckets(1, 2, 4, 8, 16, 32, 64, 128, 256);

    private static readonly ExplicitBucketHistogramConfiguration Padding = Buckets(0, 1, 2, 4, 8, 16, 32, 64, 128, 256);

    private static readonly ExplicitBucketHistogramConfiguration Regrets = Buckets(
        0.0005, 0.001, 0.002, 0.003, 0.004, 0.006, 0.008, 0.01, 0.0125, 0.015, 0.02, 0.03, 0.05, 0.1, 0.2);

    private static readonly ExplicitBucketHistogramConfiguration Errors = Buckets(
        0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2);

    // Where Kestrel listens on a file, server.address is the file's path, which is nobody's business: all its tags but that one.
    private static readonly string[] TagsWithoutAddress =
    [
        "network.transport", "network.type", "server.port", "network.protocol.name", "network.protocol.version",
        "tls.protocol.version", "error.type",
    ];

    private readonly bool _listensOnFiles = ListenAddresses.HasFile(configuration);

    /// <summary>The meters that are listened to.</summary>
    public static IReadOnlyList<string> Meters { get; } =
    [
        ServiceMetrics.MeterName,
        "Microsoft.AspNetCore.Hosting",
        Kestrel,
        "Microsoft.AspNetCore.Http.Connections",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.Diagnostics",
        "Microsoft.AspNetCore.RateLimiting",
        "System.Runtime",
    ];

    /// <summary>How an instrument is aggregated; null for the way that the SDK or the instrument itself proposes.</summary>
    public MetricStreamConfiguration? Of(Instrument instrument)
    {
        // Meters are listened to by name and across the process, in which another host may have some of the same name.
        if (instrument.Meter.Scope is IMeterFactory owner && owner != meters)
        {
            return MetricStreamConfiguration.Drop;
        }

        return instrument.Meter.Name switch
        {
            ServiceMetrics.MeterName => BucketsOf(instrument.Name),
            Kestrel when _listensOnFiles => new MetricStreamConfiguration { TagKeys = TagsWithoutAddress },
            _ => Renamed(instrument),
        };
    }

    private static ExplicitBucketHistogramConfiguration? BucketsOf(string instrument) => instrument switch
    {
        "musica.batch.size" or "musica.found.faces" => Faces,
        "musica.batch.padding" => Padding,
        "musica.stage.predicted_error" or "musica.exit.predicted_error" => Errors,
        "musica.exit.regret" => Regrets,
        _ => instrument.EndsWith(Duration, StringComparison.Ordinal) ? Seconds : null,
    };

    // In Prometheus that ending belongs to histograms; promtool objects to it elsewhere.
    private static MetricStreamConfiguration? Renamed(Instrument instrument) =>
        instrument.Name.EndsWith(Count, StringComparison.Ordinal) && IsGauge(instrument)
            ? new MetricStreamConfiguration { Name = $"{instrument.Name[..^Count.Length]}.current" }
            : null;

    private static bool IsGauge(Instrument instrument) => instrument.GetType() is { IsGenericType: true } type
        && type.GetGenericTypeDefinition() is var kind
        && (kind == typeof(UpDownCounter<>) || kind == typeof(ObservableUpDownCounter<>)
            || kind == typeof(Gauge<>) || kind == typeof(ObservableGauge<>));

    private static ExplicitBucketHistogramConfiguration Buckets(params double[] boundaries) => new() { Boundaries = boundaries };
}
