using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace MuSiCa.Service.Telemetry;

/// <summary>Which instruments are read, and the buckets of the histograms among them.</summary>
internal sealed class MetricViews(IMeterFactory meters)
{
    private const string Duration = ".duration";

    private static readonly ExplicitBucketHistogramConfiguration Seconds = Buckets(
        0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);

    private static readonly ExplicitBucketHistogramConfiguration Faces = Buckets(1, 2, 4, 8, 16, 32, 64, 128, 256);

    private static readonly ExplicitBucketHistogramConfiguration Padding = Buckets(0, 1, 2, 4, 8, 16, 32, 64, 128, 256);

    private static readonly ExplicitBucketHistogramConfiguration Errors = Buckets(
        0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2);

    /// <summary>The meters that are listened to.</summary>
    public static IReadOnlyList<string> Meters { get; } =
    [
        ServiceMetrics.MeterName,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
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

        return instrument.Meter.Name != ServiceMetrics.MeterName
            ? null
            : instrument.Name switch
            {
                "musica.batch.size" or "musica.found.faces" => Faces,
                "musica.batch.padding" => Padding,
                "musica.stage.predicted_error" => Errors,
                { } name when name.EndsWith(Duration, StringComparison.Ordinal) => Seconds,
                _ => null,
            };
    }

    private static ExplicitBucketHistogramConfiguration Buckets(params double[] boundaries) => new() { Boundaries = boundaries };
}
