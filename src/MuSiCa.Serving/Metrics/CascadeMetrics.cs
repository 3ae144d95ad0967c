using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>The instruments of all cascades of a scheduler, see docs/metrics.md. Recording allocates nothing and never throws.</summary>
internal sealed class CascadeMetrics
{
    private static readonly ExitReason[] Reasons = Enum.GetValues<ExitReason>();
    private static readonly WorkEnd[] Ends = Enum.GetValues<WorkEnd>();
    private static readonly RefusalReason[] Refusals = Enum.GetValues<RefusalReason>();

    private readonly Counter<long> _faces;
    private readonly Counter<long> _exits;
    private readonly Counter<long> _degradedExits;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _cancellations;
    private readonly Histogram<double> _predictedError;
    private readonly Histogram<double> _exitRegret;
    private readonly Histogram<double> _exitPredictedError;
    private readonly Counter<long> _exitShadows;
    private readonly KeyValuePair<string, object?>[] _reasons = Tags("reason", Reasons);
    private readonly KeyValuePair<string, object?>[] _ends = Tags("outcome", Ends);
    private readonly KeyValuePair<string, object?>[] _refusals = Tags("reason", Refusals);
    private readonly KeyValuePair<string, object?>[] _shadowEnds = Tags("outcome", Enum.GetValues<ShadowEnd>());
    private readonly KeyValuePair<string, object?> _inPreparation = new("where", "preparation");
    private readonly KeyValuePair<string, object?> _inQueue = new("where", "pool");
    private readonly KeyValuePair<string, object?> _inBatch = new("where", "batch");
    private ImmutableArray<KeyValuePair<string, object?>> _stages = [];
    private ImmutableArray<Capacity> _capacities = [];

    /// <summary>Creates the instruments.</summary>
    /// <param name="meter">Where they belong.</param>
    public CascadeMetrics(Meter meter)
    {
        _faces = meter.CreateCounter<long>("musica.faces", "{face}", "Faces that have their outcome.");
        _exits = meter.CreateCounter<long>("musica.stage.exits", "{face}", "Faces that left the cascade, by the last stage they ran.");
        _degradedExits = meter.CreateCounter<long>(
            "musica.stage.degraded_exits", "{face}", "Faces that left earlier than their threshold allows, in the degraded mode.");
        _retries = meter.CreateCounter<long>(
            "musica.retries", "{pass}", "Further passes through the cascade of faces that were uncertain.");
        _rejections = meter.CreateCounter<long>("musica.rejections", "{request}", "Requests that were refused.");
        _cancellations = meter.CreateCounter<long>("musica.cancellations", "{face}", "Faces that their caller gave up, by where they were.");
        _predictedError = meter.CreateHistogram<double>(
            "musica.stage.predicted_error", null, "Inter-ocular NME that a stage expects after it has run, as a fraction.");
        meter.CreateObservableGauge(
            "musica.queue.faces", () => Sum(static one => one.Places.Taken), "{face}", "Faces that were accepted and are not done.");
        meter.CreateObservableGauge(
            "musica.queue.limit", () => Sum(static one => one.Places.Limit), "{face}", "Faces that may be accepted and not done.");
        meter.CreateObservableGauge(
            "musica.memory.used", () => Memory(static memory => memory.Used), "By", "Bytes that accepted work holds.");
        meter.CreateObservableGauge(
            "musica.memory.limit", () => Memory(static memory => memory.Limit), "By", "Bytes that accepted work may hold.");
        meter.CreateObservableGauge(
            "musica.degraded", () => Sum(static one => one.Degraded.IsActive ? 1 : 0) > 0 ? 1 : 0, null,
            "1 while the degraded mode raises thresholds, else 0.");
        _exitRegret = meter.CreateHistogram<double>(
            "musica.exit.regret", null, "Distance of the landmarks of faces that left early from those that all stages give, as a fraction.");
        _exitPredictedError = meter.CreateHistogram<double>(
            "musica.exit.predicted_error", null, "Inter-ocular NME that was predicted for the faces of musica.exit.regret when they left.");
        _exitShadows = meter.CreateCounter<long>(
            "musica.exit.shadows", "{face}", "Faces that left early and were chosen to run their other stages for the sake of measuring.");
        meter.CreateObservableGauge(
            "musica.exit.threshold_factor", () => _capacities.SelectMany(Factors), null, "What the thresholds of a stage are multiplied with.");
        _retries.BeginAtZero();
        Array.ForEach(_shadowEnds, end => _exitShadows.BeginAtZero(end));
        Array.ForEach(_ends, end => _faces.BeginAtZero(end));
        Array.ForEach(_refusals, reason => _rejections.BeginAtZero(reason));
        Array.ForEach([_inPreparation, _inQueue, _inBatch], where => _cancellations.BeginAtZero(where));
    }

    /// <summary>Shows a further cascade.</summary>
    /// <param name="stages">Number of its stages.</param>
    /// <param name="places">Its capacity.</param>
    /// <param name="memory">Memory of what has been accepted.</param>
    /// <param name="degraded">Whether its thresholds are raised.</param>
    /// <param name="model">Its name.</param>
    /// <param name="follower">Moves its thresholds; null where nothing does.</param>
    public void Add(
        int stages, PlaceCounter places, MemoryBudget memory, DegradedMode degraded, string model, ThresholdFollower? follower)
    {
        // A rate needs two points: what is first seen with 1 has no rate of its first event.
        for (int stage = _stages.Length + 1; stage <= stages; stage++)
        {
            var tag = new KeyValuePair<string, object?>("stage", stage);
            _stages = _stages.Add(tag);
            _degradedExits.BeginAtZero(tag);
            Array.ForEach(_reasons, reason => _exits.BeginAtZero(tag, reason));
        }

        _capacities = _capacities.Add(new Capacity(places, memory, degraded, model, stages, follower));
    }

    /// <summary>Shows a cascade no longer.</summary>
    /// <param name="places">Its capacity.</param>
    public void Remove(PlaceCounter places) => _capacities = _capacities.RemoveAll(one => one.Places == places);

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

        if (outcome.Passes > 1)
        {
            _retries.TryAdd(outcome.Passes - 1);
        }
    }

    /// <summary>A face that left early ran its other stages.</summary>
    /// <param name="stage">The stage after which it left, counted from 1.</param>
    /// <param name="profile">Which threshold it was held to.</param>
    /// <param name="distance">How far its landmarks are from those of all stages.</param>
    /// <param name="predictedError">What was expected when it left.</param>
    public void ShadowMeasured(int stage, string profile, double distance, float predictedError)
    {
        var tag = new KeyValuePair<string, object?>("profile", profile);
        _exitRegret.TryRecord(distance, _stages[stage - 1], tag);
        _exitPredictedError.TryRecord(predictedError, _stages[stage - 1], tag);
    }

    /// <summary>A face that was chosen to run its other stages did, or did not.</summary>
    public void ShadowEnded(ShadowEnd end) => _exitShadows.TryAdd(_shadowEnds[(int)end]);

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

    private int Sum(Func<Capacity, int> of) => _capacities.Sum(of);

    private long Memory(Func<MemoryBudget, long> of) => _capacities.Select(static one => one.Memory).Distinct().Sum(of);

    private static KeyValuePair<string, object?>[] Tags<T>(string name, T[] values)
        where T : struct, Enum =>
        [.. values.Select(value => new KeyValuePair<string, object?>(name, Instruments.Snake(value.ToString())))];

    // Nobody leaves early after the last stage.
    private static IEnumerable<Measurement<double>> Factors(Capacity one) => Enumerable.Range(1, one.Stages - 1).Select(stage =>
        new Measurement<double>(one.Follower?.Factor(stage) ?? 1, new("model", one.Model), new("stage", stage)));

    private sealed record Capacity(
        PlaceCounter Places, MemoryBudget Memory, DegradedMode Degraded, string Model, int Stages, ThresholdFollower? Follower);
}
