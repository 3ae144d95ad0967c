using System.Diagnostics.Metrics;
using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>The instruments of a cascade, see docs/metrics.md. Recording allocates nothing and never throws.</summary>
internal sealed class CascadeMetrics
{
    private static readonly ExitReason[] Reasons = Enum.GetValues<ExitReason>();
    private static readonly WorkEnd[] Ends = Enum.GetValues<WorkEnd>();
    private static readonly RefusalReason[] Refusals = Enum.GetValues<RefusalReason>();

    private readonly Meter _meter;
    private readonly Counter<long> _faces;
    private readonly Counter<long> _exits;
    private readonly Counter<long> _degradedExits;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _cancellations;
    private readonly Histogram<double> _predictedError;
    private readonly KeyValuePair<string, object?>[] _stages;
    private readonly KeyValuePair<string, object?>[] _reasons = Tags("reason", Reasons);
    private readonly KeyValuePair<string, object?>[] _ends = Tags("outcome", Ends);
    private readonly KeyValuePair<string, object?>[] _refusals = Tags("reason", Refusals);
    private readonly KeyValuePair<string, object?> _inPreparation = new("where", "preparation");
    private readonly KeyValuePair<string, object?> _inQueue = new("where", "pool");
    private readonly KeyValuePair<string, object?> _inBatch = new("where", "batch");

    /// <summary>Creates the instruments.</summary>
    /// <param name="meter">Where they belong.</param>
    /// <param name="stages">Number of stages of the model.</param>
    public CascadeMetrics(Meter meter, int stages)
    {
        _meter = meter;
        _faces = _meter.CreateCounter<long>("musica.faces", "{face}", "Faces that have their outcome.");
        _exits = _meter.CreateCounter<long>("musica.stage.exits", "{face}", "Faces that left the cascade, by the last stage they ran.");
        _degradedExits = _meter.CreateCounter<long>(
            "musica.stage.degraded_exits", "{face}", "Faces that left earlier than their threshold allows, in the degraded mode.");
        _rejections = _meter.CreateCounter<long>("musica.rejections", "{request}", "Requests that were refused.");
        _cancellations = _meter.CreateCounter<long>("musica.cancellations", "{face}", "Faces that their caller gave up, by where they were.");
        _predictedError = _meter.CreateHistogram<double>(
            "musica.stage.predicted_error", null, "Inter-ocular NME that a stage expects after it has run, as a fraction.");
        _stages = [.. Enumerable.Range(1, stages).Select(static stage => new KeyValuePair<string, object?>("stage", stage))];
        BeginAtZero();
    }

    /// <summary>Has the gauges read from what they show.</summary>
    /// <param name="places">The capacity.</param>
    /// <param name="memory">Memory of what has been accepted.</param>
    /// <param name="degraded">Whether thresholds are raised.</param>
    public void Observe(PlaceCounter places, MemoryBudget memory, DegradedMode degraded)
    {
        _meter.CreateObservableGauge("musica.queue.faces", () => places.Taken, "{face}", "Faces that were accepted and are not done.");
        _meter.CreateObservableGauge("musica.queue.limit", () => places.Limit, "{face}", "Faces that may be accepted and not done.");
        _meter.CreateObservableGauge("musica.memory.used", () => memory.Used, "By", "Bytes that accepted work holds.");
        _meter.CreateObservableGauge("musica.memory.limit", () => memory.Limit, "By", "Bytes that accepted work may hold.");
        _meter.CreateObservableGauge(
            "musica.degraded", () => degraded.IsActive ? 1 : 0, null, "1 while the degraded mode raises thresholds, else 0.");
    }

    /// <summary>A stage, counted from 1, ran for a face.</summary>
    public void StageRan(int stage, float predictedError) => _predictedError.TryRecord(predictedError, _stages[stage - 1]);

    /// <summary>A face left the cascade.</summary>
    public void Left(in FaceOutcome outcome)
    {
        Ended(WorkEnd.Completed);
        KeyValuePair<string, object?> stage = _stages[outcome.Stages - 1];
        _exits.TryAdd(stage, _reasons[(int)outcome.Exit]);
        if (outcome.Degraded)
        {
            _degradedExits.TryAdd(stage);
        }
    }

    /// <summary>A face has its outcome.</summary>
    public void Ended(WorkEnd end) => _faces.TryAdd(_ends[(int)end]);

    /// <summary>A face was given up by its caller.</summary>
    /// <param name="isWaiting">Whether it was in a queue.</param>
    /// <param name="hasWaited">Whether it had been in one, and so was in a batch.</param>
    public void Cancelled(bool isWaiting, bool hasWaited)
    {
        Ended(WorkEnd.Cancelled);
        _cancellations.TryAdd(isWaiting ? _inQueue : hasWaited ? _inBatch : _inPreparation);
    }

    /// <summary>An order was refused.</summary>
    public void Refused(RefusalReason reason) => _rejections.TryAdd(_refusals[(int)reason]);

    // A rate needs two points: what is first seen with 1 has no rate of its first event.
    private void BeginAtZero()
    {
        Array.ForEach(_ends, end => _faces.BeginAtZero(end));
        Array.ForEach(_refusals, reason => _rejections.BeginAtZero(reason));
        Array.ForEach([_inPreparation, _inQueue, _inBatch], where => _cancellations.BeginAtZero(where));
        foreach (KeyValuePair<string, object?> stage in _stages)
        {
            _degradedExits.BeginAtZero(stage);
            Array.ForEach(_reasons, reason => _exits.BeginAtZero(stage, reason));
        }
    }

    private static KeyValuePair<string, object?>[] Tags<T>(string name, T[] values)
        where T : struct, Enum =>
        [.. values.Select(value => new KeyValuePair<string, object?>(name, Instruments.Snake(value.ToString())))];
}
