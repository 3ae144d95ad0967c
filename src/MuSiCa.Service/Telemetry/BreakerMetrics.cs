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
        meter.CreateObservableGauge(
            "musica.breaker.state",
            () => Breakers().Select(static one => new Measurement<int>((int)one.Status.State, one.Model)), null,
            "0 while the model runs, 2 while nothing runs because it failed again and again, 1 while that is tried again.");
        meter.CreateObservableCounter(
            "musica.breaker.opened",
            () => Breakers().Select(static one => new Measurement<long>(one.Status.Openings, one.Model)), "{opening}",
            "How often nothing was run any more because the model failed again and again.");

        IEnumerable<(KeyValuePair<string, object?> Model, BreakerStatus Status)> Breakers()
        {
            foreach (LoadedModel model in models.All)
            {
                yield return (Tag(model.Package.Name), model.Aligner.Breaker);
            }

            if (finder is { Engine: { } engine, Session: { } session })
            {
                yield return (Tag(session.Package.Name), engine.Breaker);
            }
        }
    }

    private static KeyValuePair<string, object?> Tag(string model) => new("model", model);
}
