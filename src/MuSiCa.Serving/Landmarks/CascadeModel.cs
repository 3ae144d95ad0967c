using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>A cascade as the scheduler sees it, with what runs it on each lane.</summary>
internal sealed class CascadeModel : BatchModel
{
    private const int FirstStage = 1;

    private readonly LaneSession<CascadeSession>[] _sessions;
    private readonly Func<int> _expected;

    /// <summary>Creates a model.</summary>
    /// <param name="sessions">What runs it on each lane.</param>
    /// <param name="batchLimit">Faces that run together at most.</param>
    /// <param name="breaker">Says when nothing of it may run.</param>
    /// <param name="expected">Tells how many faces were admitted and are being prepared.</param>
    public CascadeModel(IReadOnlyList<LaneSession<CascadeSession>> sessions, int batchLimit, Breaker breaker, Func<int> expected)
        : base(sessions[0].Session.Package.Stages.Length, FirstStage, batchLimit, sessions.Any(static lane => lane.Alone is not null), breaker)
    {
        _sessions = [.. sessions];
        _expected = expected;
        Package = sessions[0].Session.Package;
    }

    /// <summary>The model.</summary>
    public ModelPackage Package { get; }

    public override int Expected => _expected();

    public override int PaddedCount(int lane, int items) => _sessions[lane].Session.Stages[0].PaddedCount(items);

    public override IBatchRunner CreateRunner(int lane) => new CascadeRunner(this, _sessions[lane]);
}

/// <summary>Runs batches of faces.</summary>
internal sealed class CascadeRunner : IBatchRunner
{
    private readonly CascadeModel _model;
    private readonly StageRunner _shared;
    private readonly StageRunner _alone;
    private readonly StageBatch _memory;
    private readonly PreparedFace[] _faces;
    private readonly bool[] _isApplied;

    public CascadeRunner(CascadeModel model, LaneSession<CascadeSession> lane)
    {
        int limit = model.Buckets.Limit;
        _model = model;
        _shared = new StageRunner(lane.Session);
        _alone = lane.Alone is { } alone ? new StageRunner(alone) : _shared;
        _memory = new StageBatch(StageShape.Of(model.Package), limit);
        _faces = new PreparedFace[limit];
        _isApplied = new bool[limit];
    }

    public void Gather(int stage, ReadOnlySpan<WorkItem> items)
    {
        for (int row = 0; row < items.Length; row++)
        {
            _faces[row] = ((FaceItem)items[row]).Face;
        }

        _shared.Gather(stage, _faces.AsSpan(0, items.Length), _memory);
    }

    public void Blank(int rows)
    {
        _memory.Count = rows;
        _memory.Patches.Clear();
        _memory.Normalization.Clear();
        _memory.HiddenIn.Clear();
    }

    public void Execute(int stage, bool isAlone) => (isAlone ? _alone : _shared).Execute(stage, _memory);

    public bool IsFinite() => _shared.IsFinite(_memory);

    // A row that is no number is the end of its own face; where every row is, the stage has failed.
    public void Complete(Batch batch, BatchTimes times)
    {
        int stage = batch.Stage;
        ReadOnlySpan<WorkItem> items = batch.Items;
        int applied = 0;
        for (int row = 0; row < items.Length; row++)
        {
            _isApplied[row] = _shared.TryApply(stage, row, _faces[row], _memory);
            applied += _isApplied[row] ? 1 : 0;
        }

        // Of shadows it hears nothing: nobody is refused for a stage that only they run.
        if (!batch.IsShadow)
        {
            TellBreaker(stage, items.Length, applied);
        }

        for (int row = 0; row < items.Length; row++)
        {
            WorkItem item = items[row];
            FaceTiming so = item.Timing;
            item.Stage = stage + 1;
            item.Timing = new FaceTiming(so.Waited, so.Gathered + times.Gather + times.Turn, so.Executed + times.Execute);
            if (!_isApplied[row])
            {
                int number = _model.NumberOf(stage);
                item.Fail(WorkEnd.Failed, new StageFailedException(number, new StageOutputException(number, _model.Package.Name)));
            }
        }

        Array.Clear(_faces, 0, items.Length);
        batch.Advance();
    }

    public void Dispose() => _memory.Dispose();

    private void TellBreaker(int stage, int rows, int applied)
    {
        if (applied > 0)
        {
            _model.Breaker.NoteSuccess(stage);
        }
        else
        {
            _model.Breaker.NoteFailure(stage, rows);
        }
    }
}
