using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>A detector as the scheduler sees it: one stage, number 0, with what runs it on each lane.</summary>
internal sealed class DetectorModel(IReadOnlyList<LaneSession<FinderSession>> sessions, int batchLimit, Breaker breaker)
    : BatchModel(stages: 1, firstNumber: 0, batchLimit, sessions.Any(static lane => lane.Alone is not null), breaker)
{
    /// <summary>The model.</summary>
    public FinderPackage Package => sessions[0].Session.Package;

    public override int PaddedCount(int lane, int items) => sessions[lane].Session.Graph.PaddedCount(items);

    public override IBatchRunner CreateRunner(int lane) => new DetectorRunner(this, sessions[lane]);
}

/// <summary>Runs batches of views.</summary>
internal sealed class DetectorRunner : IBatchRunner
{
    private readonly DetectorModel _model;
    private readonly FinderRunner _shared;
    private readonly FinderRunner _alone;
    private readonly FinderBatch _memory;
    private readonly PreparedView[] _views;
    private readonly CandidateList _candidates = new(CandidateList.PerView);
    private readonly List<(PendingView View, Exception Cause)> _failed = [];

    public DetectorRunner(DetectorModel model, LaneSession<FinderSession> lane)
    {
        _model = model;
        _shared = new FinderRunner(lane.Session);
        _alone = lane.Alone is { } alone ? new FinderRunner(alone) : _shared;
        _memory = new FinderBatch(model.Package.View, model.Buckets.Limit);
        _views = new PreparedView[model.Buckets.Limit];
    }

    public void Gather(int stage, ReadOnlySpan<WorkItem> items)
    {
        for (int row = 0; row < items.Length; row++)
        {
            _views[row] = ((PendingView)items[row]).View;
        }

        _shared.Gather(_views.AsSpan(0, items.Length), _memory);
        Array.Clear(_views, 0, items.Length);
    }

    public void Blank(int rows)
    {
        _memory.Count = rows;
        _memory.Pixels.Clear();
    }

    public void Execute(int stage, bool isAlone) => (isAlone ? _alone : _shared).Execute(_memory);

    public bool IsFinite()
    {
        try
        {
            for (int row = 0; row < _memory.Count; row++)
            {
                _candidates.Clear();
                _shared.Read(_memory, row, default, threshold: 1, _candidates);
            }

            return true;
        }
        catch (FinderOutputException)
        {
            return false;
        }
    }

    // A view that is no number is the end of its own search; where every view is, the detector has failed.
    public void Complete(Batch batch, BatchTimes times)
    {
        ReadOnlySpan<WorkItem> items = batch.Items;

        // Before a search is told: who has an answer holds nothing.
        foreach (WorkItem item in items)
        {
            item.Release();
        }

        for (int row = 0; row < items.Length; row++)
        {
            var view = (PendingView)items[row];
            try
            {
                _candidates.Clear();
                _shared.Read(_memory, row, view.Place, view.Search.Terms.Threshold, _candidates);
                view.Search.Add(_candidates);
            }
            catch (Exception exception)
            {
                _failed.Add((view, exception));
            }
        }

        if (_failed.Count < items.Length)
        {
            _model.Breaker.NoteSuccess(batch.Stage);
        }
        else
        {
            _model.Breaker.NoteFailure(batch.Stage, items.Length);
        }

        _failed.ForEach(one => one.View.Fail(WorkEnd.Failed, new StageFailedException(_model.NumberOf(batch.Stage), one.Cause)));
        _failed.Clear();
        batch.DropAll();
    }

    public void Dispose() => _memory.Dispose();
}
