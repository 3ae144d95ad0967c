using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace MuSiCa.Serving;

/// <summary>The instruments of batches, queues and lanes, see docs/metrics.md. Recording allocates nothing and never throws.</summary>
internal sealed class BatchMetrics
{
    private readonly Histogram<int> _size;
    private readonly Histogram<int> _padding;
    private readonly Histogram<double> _duration;
    private readonly KeyValuePair<string, object?> _gather = new("phase", "gather");
    private readonly KeyValuePair<string, object?> _turn = new("phase", "turn");
    private readonly KeyValuePair<string, object?> _execute = new("phase", "execute");
    private readonly KeyValuePair<string, object?> _apply = new("phase", "apply");
    private ImmutableArray<KeyValuePair<string, object?>> _stages = [];
    private ImmutableArray<IServedModel> _served = [];

    /// <summary>Creates the instruments.</summary>
    /// <param name="meter">Where they belong.</param>
    /// <param name="lanes">The lanes.</param>
    /// <param name="dispatcher">Counts what waits.</param>
    public BatchMetrics(Meter meter, LaneGroup lanes, Dispatcher dispatcher)
    {
        _size = meter.CreateHistogram<int>("musica.batch.size", "{face}", "Faces in a batch.");
        _padding = meter.CreateHistogram<int>("musica.batch.padding", "{face}", "Rows of a batch that were computed for nobody.");
        _duration = meter.CreateHistogram<double>("musica.batch.duration", "s", "Time of a batch in each of its phases.");
        meter.CreateObservableGauge(
            "musica.queue.depth",
            () => Queues(static number => number > 0).Select(queue => new Measurement<int>(dispatcher.CountOf(queue), _stages[queue.Depth])),
            "{face}",
            "Faces that wait for a stage.");
        meter.CreateObservableGauge(
            "musica.finder.depth",
            () => Queues(static number => number == 0).Select(queue => new Measurement<int>(dispatcher.CountOf(queue))),
            "{view}",
            "Views that wait for the finder.");
        meter.CreateObservableGauge(
            "musica.batch.limit",
            () => Queues(static _ => true).Select(queue => new Measurement<int>(queue.Model.Buckets.Limit, _stages[queue.Depth])),
            "{face}",
            "Faces that a batch may have.");
        meter.CreateObservableGauge(
            "musica.lane.info",
            () => _served.SelectMany(served => served.Lanes.Select((lane, index) => Info(lanes.All[index], lane))),
            null,
            "1 for each lane; the labels tell what runs it.");
        meter.CreateObservableGauge(
            "musica.lane.stalled", () => lanes.All.Select(Stalled), null, "1 while a stage of the lane has not come back in time, else 0.");
    }

    /// <summary>Shows a further model.</summary>
    public void Add(IServedModel served)
    {
        int deepest = served.Model.Queues[^1].Depth;
        _stages = [.. Enumerable.Range(0, Math.Max(_stages.Length, deepest + 1)).Select(static stage => new KeyValuePair<string, object?>("stage", stage))];
        _served = _served.Add(served);
    }

    /// <summary>Shows a model no longer.</summary>
    public void Remove(IServedModel served) => _served = _served.Remove(served);

    /// <summary>A batch ran.</summary>
    /// <param name="stage">The number of its stage; 0 is detection.</param>
    /// <param name="items">Its items.</param>
    /// <param name="padding">Rows that were nobody's.</param>
    /// <param name="times">What it took.</param>
    /// <param name="apply">Until its items had their rows.</param>
    public void BatchRan(int stage, int items, int padding, BatchTimes times, TimeSpan apply)
    {
        KeyValuePair<string, object?> tag = _stages[stage];
        _size.TryRecord(items, tag);
        _padding.TryRecord(padding, tag);
        _duration.TryRecord(times.Gather.TotalSeconds, tag, _gather);
        _duration.TryRecord(times.Turn.TotalSeconds, tag, _turn);
        _duration.TryRecord(times.Execute.TotalSeconds, tag, _execute);
        _duration.TryRecord(apply.TotalSeconds, tag, _apply);
    }

    private IEnumerable<StageQueue> Queues(Func<int, bool> isShown) =>
        _served.SelectMany(static served => served.Model.Queues).Where(queue => isShown(queue.Depth));

    private static Measurement<int> Info(Lane lane, ServedLane served) => new(
        1,
        new("lane", lane.Definition.Name),
        new("provider", Instruments.Snake(served.Provider.ToString())),
        new("model", served.Model),
        new("version", served.Version));

    private static Measurement<int> Stalled(Lane lane) =>
        new(lane.IsStalled ? 1 : 0, new KeyValuePair<string, object?>("lane", lane.Definition.Name));
}
