using System.Diagnostics.Metrics;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Models;
using MuSiCa.Serving;

namespace MuSiCa.Service.Telemetry;

/// <summary>Shows the breakers of the models, see docs/metrics.md. There from the start, so that an alert has something to compare.</summary>
internal sealed class BreakerMetrics
{
    public BreakerMetrics(IMeterFactory meters, ModelCatalog models, FinderSwitch finder)
    {
        Meter meter = meters.Create(ServiceMetrics.MeterName);
        List<(KeyValuePair<string, object?> Model, Func<BreakerStatus> Status)> breakers =
            [.. models.All.Select(static model => (Tag(model.Package.Name), (Func<BreakerStatus>)(() => model.Aligner.Breaker)))];
        if (finder is { Engine: { } engine, Session: { } session })
        {
            breakers.Add((Tag(session.Package.Name), () => engine.Breaker));
        }

        meter.CreateObservableGauge(
            "musica.breaker.state",
            () => breakers.Select(static one => new Measurement<int>((int)one.Status().State, one.Model)), null,
            "0 while the model runs, 2 while nothing runs because it failed again and again, 1 while that is tried again.");
        meter.CreateObservableCounter(
            "musica.breaker.opened",
            () => breakers.Select(static one => new Measurement<long>(one.Status().Openings, one.Model)), "{opening}",
            "How often nothing was run any more because the model failed again and again.");
    }

    private static KeyValuePair<string, object?> Tag(string model) => new("model", model);
}
