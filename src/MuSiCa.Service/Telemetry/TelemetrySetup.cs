namespace MuSiCa.Service.Telemetry;

/// <summary>Measures the service: for Prometheus always, by OTLP where the environment asks for it.</summary>
internal static class TelemetrySetup
{
    /// <summary>To be added before other hosted services, so that nothing they measure is missed and it stops after them.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services) => services
        .AddSingleton<ServiceMetrics>()
        .AddSingleton<TrackMetrics>()
        .AddSingleton<MetricViews>()
        .AddSingleton<PrometheusExporter>()
        .AddSingleton<MetricsScraper>()
        .AddHostedService<TelemetryService>();
}
