using System.Diagnostics.Metrics;

namespace MuSiCa.Serving;

/// <summary>
/// The instruments of the search engine: those of the scheduler for stage 0, and its own queue. Instruments that are the same in
/// every word are one to their meter.
/// </summary>
internal sealed class FinderMetrics
{
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _batchDuration;
    private readonly KeyValuePair<string, object?> _stage = new("stage", 0);
    private readonly KeyValuePair<string, object?> _gather = new("phase", "gather");
    private readonly KeyValuePair<string, object?> _execute = new("phase", "execute");
    private readonly KeyValuePair<string, object?> _apply = new("phase", "apply");

    public FinderMetrics(IMeterFactory? meters, Func<int> depth, int batchLimit)
    {
        Meter meter = meters?.Create(ServingMetrics.MeterName) ?? new Meter(ServingMetrics.MeterName);
        _batchSize = meter.CreateHistogram<int>("musica.batch.size", "{face}", "Faces in a batch.");
        _batchDuration = meter.CreateHistogram<double>("musica.batch.duration", "s", "Time of a batch in each of its phases.");
        meter.CreateObservableGauge("musica.finder.depth", depth, "{view}", "Views that wait for the finder.");
        meter.CreateObservableGauge(
            "musica.batch.limit", () => new Measurement<int>(batchLimit, _stage), "{face}", "Faces that a batch may have.");
    }

    /// <summary>A batch of views ran.</summary>
    public void BatchRan(int views, TimeSpan gather, TimeSpan execute, TimeSpan apply)
    {
        _batchSize.TryRecord(views, _stage);
        _batchDuration.TryRecord(gather.TotalSeconds, _stage, _gather);
        _batchDuration.TryRecord(execute.TotalSeconds, _stage, _execute);
        _batchDuration.TryRecord(apply.TotalSeconds, _stage, _apply);
    }
}
