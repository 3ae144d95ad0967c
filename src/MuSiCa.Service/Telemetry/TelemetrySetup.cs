using System.Reflection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace MuSiCa.Service.Telemetry;

/// <summary>Measures the service: for Prometheus always, by OTLP where the environment asks for it.</summary>
internal static class TelemetrySetup
{
    private const string ServiceName = "musica-service";

    /// <summary>
    /// Adds the OpenTelemetry SDK, which listens once <see cref="MeterProvider"/> is resolved: before any instrument is made, so that
    /// counters begin with 0. It sends what is left when the services are disposed.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configuration">Decides whether OTLP is on; everything else of OTEL_* is heeded by the SDK.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ServiceMetrics>()
            .AddSingleton<TrackMetrics>()
            .AddSingleton<BreakerMetrics>()
            .AddSingleton<MetricViews>();
        services.AddOpenTelemetry().ConfigureResource(Describe).WithMetrics(metrics =>
        {
            metrics.AddMeter([.. MetricViews.Meters]).AddProcessInstrumentation();
            (metrics as IDeferredMeterProviderBuilder)?.Configure(static (provided, builder) =>
                builder.AddView(provided.GetRequiredService<MetricViews>().Of));
            metrics.AddPrometheusExporter(static options =>
            {
                options.ScopeInfoEnabled = false;
                options.ScrapeResponseCacheDurationMilliseconds = 0;
            });
            if (SendsByOtlp(configuration))
            {
                metrics.AddOtlpExporter();
            }
        });
        return services;
    }

    /// <summary>OTLP is on when an endpoint is named, unless OTEL_METRICS_EXPORTER names other exporters only.</summary>
    internal static bool SendsByOtlp(IConfiguration configuration)
    {
        bool hasEndpoint = !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])
            || !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"]);
        string? exporters = configuration["OTEL_METRICS_EXPORTER"];
        return hasEndpoint
            && (string.IsNullOrWhiteSpace(exporters) || exporters.Split(',', StringSplitOptions.TrimEntries).Contains("otlp"));
    }

    // The environment comes last: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES override what stands here.
    private static void Describe(ResourceBuilder resource) => resource.Clear()
        .AddService(ServiceName, serviceVersion: Version())
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    private static string? Version() =>
        typeof(TelemetrySetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
}
