using MuSiCa.Service.Web;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MuSiCa.Service.Telemetry;

/// <summary>Measures and traces the service: metrics for Prometheus always, metrics and traces by OTLP where the environment asks for it.</summary>
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
            .AddSingleton<InstanceMetrics>()
            .AddSingleton<AccessLog>()
            .AddSingleton<MetricViews>();
        var sentMetrics = new OtlpSignal(OtlpSignal.Metrics, configuration);
        OpenTelemetryBuilder telemetry = services.AddOpenTelemetry().ConfigureResource(Describe).WithMetrics(metrics =>
        {
            metrics.AddMeter([.. MetricViews.Meters]).AddProcessInstrumentation();
            (metrics as IDeferredMeterProviderBuilder)?.Configure(static (provided, builder) =>
                builder.AddView(provided.GetRequiredService<MetricViews>().Of));
            metrics.AddPrometheusExporter(static options =>
            {
                options.ScopeInfoEnabled = false;
                options.ScrapeResponseCacheDurationMilliseconds = 0;
            });
            if (sentMetrics.IsOn)
            {
                metrics.AddOtlpExporter(sentMetrics.Apply);
            }
        });
        var sentTraces = new OtlpSignal(OtlpSignal.Traces, configuration);
        if (sentTraces.IsOn)
        {
            // Not without a place to send them to: spans cost something where somebody listens.
            telemetry.WithTracing(traces => traces
                .AddSource(ServiceTracing.SourceName)
                .AddAspNetCoreInstrumentation(static options => options.Filter = static http => !http.IsProbe())
                .AddOtlpExporter(sentTraces.Apply));
        }

        return services;
    }

    // The environment comes last: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES override what stands here.
    private static void Describe(ResourceBuilder resource) => resource.Clear()
        .AddService(ServiceName, serviceVersion: ServiceVersion.Text)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();
}
