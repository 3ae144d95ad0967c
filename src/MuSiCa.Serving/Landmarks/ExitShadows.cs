using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>How exits watch themselves.</summary>
public sealed record ShadowOptions
{
    /// <summary>
    /// Share of the faces that left early which run their other stages as well, for nobody, when nothing else runs; 0 for none.
    /// </summary>
    public double Share { get; init; }

    /// <summary>Whether thresholds follow what that shows.</summary>
    public FollowOptions Follow { get; init; } = new();
}

/// <summary>How it ended that a face which left early was to run its other stages.</summary>
internal enum ShadowEnd
{
    /// <summary>It ran them, and its distance was measured.</summary>
    Measured,

    /// <summary>It was not begun: others wait, or memory or the number of shadows is short.</summary>
    Skipped,

    /// <summary>It was given up before its end, because something else was short.</summary>
    GivenBack,

    /// <summary>A stage failed on it.</summary>
    Failed,
}

/// <summary>
/// Runs the stages that were left for a sample of the faces that left early, and measures how far from their landmarks these would have come.
/// A sampled face is copied at its exit, so that its caller has it at once. A copy takes no place, runs when no lane does anything else,
/// and the memory that it holds goes back as soon as anyone else asks for more than is free.
/// </summary>
internal sealed class ExitShadows
{
    // At the same time. The figures need few, and memory that is given back must first have been copied into.
    private const int Limit = 16;

    private readonly ShadowOptions _options;
    private readonly CascadeModel _model;
    private readonly PlaceCounter _places;
    private readonly MemoryBudget _memory;
    private readonly CascadeMetrics _metrics;
    private readonly ServingTools _tools;
    private readonly ThresholdFollower? _follower;
    private readonly FacePreparer _copies;
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _count;
    private bool _isClosed;

    public ExitShadows(
        ShadowOptions options,
        CascadeModel model,
        PlaceCounter places,
        MemoryBudget memory,
        CascadeMetrics metrics,
        ServingTools tools,
        ThresholdFollower? follower)
    {
        _options = options;
        _model = model;
        _places = places;
        _memory = memory;
        _metrics = metrics;
        _tools = tools;
        _follower = follower;
        _copies = new FacePreparer(model.Package, options.Share > 0 ? Limit : 0);
        memory.Short += GiveWay;
    }

    /// <summary>Completes when it is closed and no shadow holds anything.</summary>
    public Task Empty => _empty.Task;

    /// <summary>Samples a face that leaves, which its caller does not have yet.</summary>
    public void Offer(PendingFace face, in FaceOutcome outcome)
    {
        if (_options.Share == 0 || outcome.Exit != ExitReason.Confident || outcome.Degraded || outcome.Passes > 1)
        {
            return;
        }

        if (Random.Shared.NextDouble() >= _options.Share)
        {
            return;
        }

        if (_places.Taken > _places.Limit / 2 || !TryBegin())
        {
            _metrics.ShadowEnded(ShadowEnd.Skipped);
            return;
        }

        var shadow = new ShadowFace(_model, _copies.Copy(face.Face), outcome, face.Profile, this) { Stage = outcome.Stages };
        if (!_tools.Dispatcher.TryAddShadow(shadow, _tools.Clock.Now))
        {
            shadow.Drop();
            End(ShadowEnd.Skipped);
        }
    }

    /// <summary>Gives up what waits, because somebody asks for what it holds. What runs is over in a moment.</summary>
    public void GiveWay()
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return;
        }

        WorkItem[] waiting = _tools.Dispatcher.RemoveShadows(_model);
        foreach (WorkItem shadow in waiting)
        {
            ((ShadowFace)shadow).GivesWay = true;
        }

        WorkItem.EndAll(waiting, WorkEnd.GivenBack, static _ => new AdmissionException(AdmissionRefusal.Draining));
    }

    /// <summary>Begins no more, and gives up what waits.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            SignalWhenEmpty();
        }

        WorkItem.EndAll(
            _tools.Dispatcher.RemoveShadows(_model), WorkEnd.GivenBack, static _ => new AdmissionException(AdmissionRefusal.Draining));
    }

    /// <summary>A shadow ran its last stage.</summary>
    public void Measured(ShadowFace shadow)
    {
        double distance = shadow.Distance;
        if (!double.IsFinite(distance))
        {
            End(ShadowEnd.Failed);
            return;
        }

        _metrics.ShadowMeasured(shadow.Stages, shadow.Profile, distance, shadow.PredictedError);
        if (shadow.Profile != FaceTerms.MaxError)
        {
            _follower?.Note(shadow.Stages, distance);
        }

        End(ShadowEnd.Measured);
    }

    /// <summary>A shadow ended without its last stage.</summary>
    public void Ended(ShadowFace shadow, WorkEnd end) =>
        End(end == WorkEnd.Failed ? ShadowEnd.Failed : ShadowEnd.GivenBack, shadow.GivesWay);

    /// <summary>Is asked for memory no longer; to be called when it is closed.</summary>
    public void Detach() => _memory.Short -= GiveWay;

    private bool TryBegin()
    {
        lock (_lock)
        {
            // Where as much again as a quarter of the budget is free: so hardly anyone has to ask for it.
            if (_isClosed || _count == Limit || !_memory.TryTakeLeaving(_places.BytesPerPlace, _memory.Limit / 4, MemoryUse.Faces))
            {
                return false;
            }

            _count++;
            return true;
        }
    }

    private void End(ShadowEnd end, bool givesWay = false)
    {
        _metrics.ShadowEnded(end);
        if (givesWay)
        {
            _memory.GiveWay(_places.BytesPerPlace, MemoryUse.Faces);
        }
        else
        {
            _memory.Free(_places.BytesPerPlace, MemoryUse.Faces);
        }

        lock (_lock)
        {
            _count--;
            SignalWhenEmpty();
        }
    }

    private void SignalWhenEmpty()
    {
        if (_isClosed && _count == 0)
        {
            _empty.TrySetResult();
        }
    }
}
