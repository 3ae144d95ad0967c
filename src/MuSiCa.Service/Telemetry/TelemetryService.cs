using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MuSiCa.Service.Telemetry;

/// <summary>Runs the OpenTelemetry SDK as long as the host: from before anything is measured until everything was sent.</summary>
internal sealed class TelemetryService(
    PrometheusExporter exporter, MetricViews views, IConfiguration configuration) : IHostedService, IDisposable
{
    // A collector that is away must not hold up the end of the service.
    private const int FlushMilliseconds = 2000;

    private MeterProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        MeterProviderBuilder builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(ServiceResource.Build())
            .AddMeter([.. MetricViews.Meters])
            .AddView(views.Of)
            .AddReader(new BaseExportingMetricReader(exporter));
        if (OtlpSwitch.IsOn(configuration))
        {
            builder.AddOtlpExporter();
        }

        _provider = builder.Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.Run(() => _provider?.Shutdown(FlushMilliseconds), CancellationToken.None);

    public void Dispose() => _provider?.Dispose();
}
