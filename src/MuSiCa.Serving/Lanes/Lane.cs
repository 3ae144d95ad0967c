using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>A lane at work. Its counters belong to the dispatcher's lock.</summary>
internal sealed class Lane : ILaneShape
{
    private readonly StageRunner _stages;
    private readonly StageRunner? _alone;
    private readonly IStage _first;
    private readonly Lock _turn = new();

    public Lane(LaneDefinition definition)
    {
        Definition = definition;
        _stages = new StageRunner(definition.Session);
        _alone = definition.Alone is { } alone ? new StageRunner(alone) : null;
        _first = definition.Session.Stages[0];
    }

    public LaneDefinition Definition { get; }

    /// <summary>Batches that its workers hold.</summary>
    public int Batches { get; set; }

    /// <summary>Whether one of its batches did not come back in time, and has not come back since.</summary>
    public bool IsStalled { get; set; }

    public int PaddedCount(int faces) => _first.PaddedCount(faces);

    /// <summary>What runs a batch: with all processors when it is the only work there is.</summary>
    public StageRunner Runner(bool isAlone) => isAlone && _alone is { } alone ? alone : _stages;

    /// <summary>Runs a stage for rows that are nobody's, on each of the sessions; the lane must have its turn.</summary>
    /// <returns>Whether what came of it are numbers.</returns>
    public bool Probe(int stage, StageBatch batch)
    {
        batch.Patches.Clear();
        batch.Normalization.Clear();
        batch.HiddenIn.Clear();
        return Runs(_stages) && (_alone is null || Runs(_alone));

        bool Runs(StageRunner runner)
        {
            runner.Execute(stage, batch);
            return runner.IsFinite(batch);
        }
    }

    /// <summary>Waits until the device is free for a batch.</summary>
    public void EnterTurn() => _turn.Enter();

    /// <summary>Frees the device; to be called by the thread that entered.</summary>
    public void LeaveTurn() => _turn.Exit();
}
