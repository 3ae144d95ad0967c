using System.Diagnostics.Metrics;
using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>The instruments of the scheduler, see docs/metrics.md. Recording allocates nothing and never throws.</summary>
internal sealed class ServingMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "MuSiCa";

    private static readonly ExitReason[] Reasons = Enum.GetValues<ExitReason>();
    private static readonly FaceEnd[] Ends = Enum.GetValues<FaceEnd>();
    private static readonly RefusalReason[] Refusals = Enum.GetValues<RefusalReason>();

    private readonly Meter _meter;
    private readonly Counter<long> _faces;
    private readonly Counter<long> _exits;
    private readonly Counter<long> _degradedExits;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _cancellations;
    private readonly Histogram<double> _predictedError;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<int> _batchPadding;
    private readonly Histogram<double> _batchDuration;
    private readonly KeyValuePair<string, object?>[] _stages;
    private readonly KeyValuePair<string, object?>[] _reasons = Tags("reason", Reasons);
    private readonly KeyValuePair<string, object?>[] _ends = Tags("outcome", Ends);
    private readonly KeyValuePair<string, object?>[] _refusals = Tags("reason", Refusals);
    private readonly KeyValuePair<string, object?> _gather = new("phase", "gather");
    private readonly KeyValuePair<string, object?> _turn = new("phase", "turn");
    private readonly KeyValuePair<string, object?> _execute = new("phase", "execute");
    private readonly KeyValuePair<string, object?> _apply = new("phase", "apply");
    private readonly KeyValuePair<string, object?> _inPreparation = new("where", "preparation");
    private readonly KeyValuePair<string, object?> _inPool = new("where", "pool");
    private readonly KeyValuePair<string, object?> _inBatch = new("where", "batch");

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">Where the meter comes from; a meter of its own without one.</param>
    /// <param name="stages">Number of stages of the model.</param>
    public ServingMetrics(IMeterFactory? meters, int stages)
    {
        _meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _faces = _meter.CreateCounter<long>("musica.faces", "{face}", "Faces that have their outcome.");
        _exits = _meter.CreateCounter<long>("musica.stage.exits", "{face}", "Faces that left the cascade, by the last stage they ran.");
        _degradedExits = _meter.CreateCounter<long>(
            "musica.stage.degraded_exits", "{face}", "Faces that left earlier than their threshold allows, in the degraded mode.");
        _rejections = _meter.CreateCounter<long>("musica.rejections", "{request}", "Requests that were refused.");
        _cancellations = _meter.CreateCounter<long>("musica.cancellations", "{face}", "Faces that their caller gave up, by where they were.");
        _predictedError = _meter.CreateHistogram<double>(
            "musica.stage.predicted_error", null, "Inter-ocular NME that a stage expects after it has run, as a fraction.");
        _batchSize = _meter.CreateHistogram<int>("musica.batch.size", "{face}", "Faces in a batch.");
        _batchPadding = _meter.CreateHistogram<int>("musica.batch.padding", "{face}", "Rows of a batch that were computed for nobody.");
        _batchDuration = _meter.CreateHistogram<double>("musica.batch.duration", "s", "Time of a batch in each of its phases.");
        _stages = [.. Enumerable.Range(1, stages).Select(static stage => new KeyValuePair<string, object?>("stage", stage))];
        BeginAtZero();
    }

    /// <summary>Has the gauges read from what they show.</summary>
    public void Observe(IServingState state)
    {
        _meter.CreateObservableGauge(
            "musica.queue.depth", () => _stages.Select((tag, stage) => new Measurement<int>(state.Waiting(stage), tag)), "{face}",
            "Faces that wait for a stage.");
        _meter.CreateObservableGauge("musica.queue.faces", () => state.PlacesTaken, "{face}", "Faces that were accepted and are not done.");
        _meter.CreateObservableGauge("musica.queue.limit", () => state.PlaceLimit, "{face}", "Faces that may be accepted and not done.");
        _meter.CreateObservableGauge(
            "musica.batch.limit", () => _stages.Select(tag => new Measurement<int>(state.BatchLimit, tag)), "{face}",
            "Faces that a batch may have.");
        _meter.CreateObservableGauge("musica.memory.used", () => state.Memory.Used, "By", "Bytes that accepted work holds.");
        _meter.CreateObservableGauge("musica.memory.limit", () => state.Memory.Limit, "By", "Bytes that accepted work may hold.");
        _meter.CreateObservableGauge(
            "musica.degraded", () => state.IsDegraded ? 1 : 0, null, "1 while the degraded mode raises thresholds, else 0.");
        _meter.CreateObservableGauge("musica.lane.info", () => state.Lanes.Select(Info), null, "1 for each lane; the labels tell what runs it.");
        _meter.CreateObservableGauge(
            "musica.lane.stalled", () => state.Lanes.Select(Stalled), null, "1 while a stage of the lane has not come back in time, else 0.");
    }

    /// <summary>A stage, counted from 1, ran for a face.</summary>
    public void StageRan(int stage, float predictedError) => _predictedError.TryRecord(predictedError, _stages[stage - 1]);

    /// <summary>A face left the cascade.</summary>
    public void Left(in FaceOutcome outcome)
    {
        Ended(FaceEnd.Completed);
        KeyValuePair<string, object?> stage = _stages[outcome.Stages - 1];
        _exits.TryAdd(stage, _reasons[(int)outcome.Exit]);
        if (outcome.Degraded)
        {
            _degradedExits.TryAdd(stage);
        }
    }

    /// <summary>A face has its outcome.</summary>
    public void Ended(FaceEnd end) => _faces.TryAdd(_ends[(int)end]);

    /// <summary>A face was given up by its caller.</summary>
    /// <param name="isWaiting">Whether it was in a pool.</param>
    /// <param name="hasWaited">Whether it had been in one, and so was in a batch.</param>
    public void Cancelled(bool isWaiting, bool hasWaited)
    {
        Ended(FaceEnd.Cancelled);
        _cancellations.TryAdd(isWaiting ? _inPool : hasWaited ? _inBatch : _inPreparation);
    }

    /// <summary>An order was refused.</summary>
    public void Refused(RefusalReason reason) => _rejections.TryAdd(_refusals[(int)reason]);

    /// <summary>A batch ran a stage, counted from 0.</summary>
    public void BatchRan(int stage, int faces, int padding, TimeSpan gather, TimeSpan turn, TimeSpan execute, TimeSpan apply)
    {
        KeyValuePair<string, object?> tag = _stages[stage];
        _batchSize.TryRecord(faces, tag);
        _batchPadding.TryRecord(padding, tag);
        _batchDuration.TryRecord(gather.TotalSeconds, tag, _gather);
        _batchDuration.TryRecord(turn.TotalSeconds, tag, _turn);
        _batchDuration.TryRecord(execute.TotalSeconds, tag, _execute);
        _batchDuration.TryRecord(apply.TotalSeconds, tag, _apply);
    }

    public void Dispose() => _meter.Dispose();

    // A rate needs two points: what is first seen with 1 has no rate of its first event.
    private void BeginAtZero()
    {
        Array.ForEach(_ends, end => _faces.BeginAtZero(end));
        Array.ForEach(_refusals, reason => _rejections.BeginAtZero(reason));
        Array.ForEach([_inPreparation, _inPool, _inBatch], where => _cancellations.BeginAtZero(where));
        foreach (KeyValuePair<string, object?> stage in _stages)
        {
            _degradedExits.BeginAtZero(stage);
            Array.ForEach(_reasons, reason => _exits.BeginAtZero(stage, reason));
        }
    }

    private static Measurement<int> Info(Lane lane)
    {
        CascadeSession session = lane.Definition.Session;
        return new Measurement<int>(
            1,
            new("lane", lane.Definition.Name),
            new("provider", Snake(session.Provider.Active.ToString())),
            new("model", session.Package.Name),
            new("version", session.Package.Version));
    }

    private static Measurement<int> Stalled(Lane lane) =>
        new(lane.IsStalled ? 1 : 0, new KeyValuePair<string, object?>("lane", lane.Definition.Name));

    private static KeyValuePair<string, object?>[] Tags<T>(string name, T[] values)
        where T : struct, Enum =>
        [.. values.Select(value => new KeyValuePair<string, object?>(name, Snake(value.ToString())))];

    private static string Snake(string name) => string.Concat(
        name.Select(static (letter, i) => (i > 0 && char.IsUpper(letter) ? "_" : string.Empty) + char.ToLowerInvariant(letter)));
}
