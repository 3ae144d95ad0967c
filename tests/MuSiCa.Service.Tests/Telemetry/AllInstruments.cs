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
        IMeterFactory meters = service.Services.GetRequiredService<IMeterFactory>();
        List<Instrument> found = [];
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

    /// <summary>What an instrument is called in a scrape.</summary>
    public static string Family(Instrument instrument) => PrometheusName.Of(
        instrument.Name,
        instrument.Unit ?? string.Empty,
        instrument switch
        {
            Counter<long> => PrometheusKind.Counter,
            Histogram<int> or Histogram<double> => PrometheusKind.Histogram,
            ObservableGauge<int> or ObservableGauge<long> => PrometheusKind.Gauge,
            _ => throw new NotSupportedException($"{instrument.Name} is of a kind that this test does not know."),
        });

    /// <summary>Gives every instrument something to show: those of requests with their labels, others that were silent without.</summary>
    public static void Measure(TestService service, string scrape)
    {
        ServiceMetrics metrics = service.Services.GetRequiredService<ServiceMetrics>();
        metrics.RequestFinished("rest", RequestOutcome.Ok, 0.01);
        metrics.Decoded(0.001);
        metrics.Refused("not_ready");
        IEnumerable<Instrument> silent = Of(service).Where(
            instrument => instrument.Name is not ("musica.request.duration" or "musica.decode.duration" or "musica.rejections")
                && !scrape.Contains($"# TYPE {Family(instrument)} ", StringComparison.Ordinal));
        foreach (Instrument instrument in silent)
        {
            (instrument as Counter<long>)?.Add(0);
            (instrument as Histogram<int>)?.Record(0);
            (instrument as Histogram<double>)?.Record(0);
        }
    }
}
