using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Tests;

/// <summary>The instruments of the service's own meter, those included that have had nothing to measure.</summary>
internal static class AllInstruments
{
    /// <summary>All of one service, in the order of their names.</summary>
    public static IReadOnlyList<Instrument> Of(TestService service)
    {
        service.Services.GetRequiredService<ServiceMetrics>();
        service.Services.GetRequiredService<TrackMetrics>();
        service.Services.GetRequiredService<BreakerMetrics>();
        service.Services.GetRequiredService<InstanceMetrics>();
        IMeterFactory meters = service.Services.GetRequiredService<IMeterFactory>();
        List<Instrument> found = [];

        // A MetricCollector takes what one known instrument measures; which instruments there are only a listener hears.
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == ServiceMetrics.MeterName && instrument.Meter.Scope == meters)
                {
                    found.Add(instrument);
                }
            },
        };
        listener.Start();
        return [.. found.OrderBy(instrument => instrument.Name, StringComparer.Ordinal)];
    }

    /// <summary>Gives every instrument something to show; counters and gauges always have.</summary>
    public static void Measure(TestService service)
    {
        service.Services.GetRequiredService<ServiceMetrics>().RequestFinished("rest", RequestOutcome.Ok, 0.01);
        foreach (Instrument instrument in Of(service).Where(static instrument => instrument.Name != "musica.request.duration"))
        {
            (instrument as Histogram<int>)?.Record(0);
            (instrument as Histogram<double>)?.Record(0);
        }
    }
}
