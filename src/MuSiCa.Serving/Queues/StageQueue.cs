namespace MuSiCa.Serving;

/// <summary>The items that wait for one stage of one model, in two classes. Belongs to the dispatcher's lock.</summary>
/// <param name="model">The model.</param>
/// <param name="stage">Its stage, counted from 0.</param>
internal sealed class StageQueue(BatchModel model, int stage)
{
    // What an item may cost in a smaller batch, compared to the largest one.
    private const double EfficientCost = 1.05;

    // A queue that fills slowly runs after the time of so many full batches; this bounds both the wait and the share of the
    // device that small batches can take.
    private const int HoldBatches = 8;

    // The same where the wait only leaves the processors to other work: there is less to win.
    private const int GrowBatches = 2;

    private readonly ItemList _interactive = new();
    private readonly ItemList _bulk = new();
    private readonly ItemList _shadows = new();
    private readonly PriorityTurns _turns = new();

    /// <summary>The model.</summary>
    public BatchModel Model => model;

    /// <summary>Its stage, counted from 0.</summary>
    public int Stage => stage;

    /// <summary>How far its items have come: detection is 0, the first stage of a cascade 1.</summary>
    public int Depth => model.NumberOf(stage);

    /// <summary>Whether items begin here.</summary>
    public bool IsEntry => stage == 0;

    /// <summary>Items that somebody waits for. Shadows are none: whatever is decided by what waits is decided without them.</summary>
    public int Count => _interactive.Count + _bulk.Count;

    /// <summary>Shadows that are to run when nothing else does.</summary>
    public int Shadows => _shadows.Count;

    /// <summary>The item with the least time left, of whichever class.</summary>
    public WorkItem? MostUrgent => (_interactive.First, _bulk.First) switch
    {
        ({ } one, { } other) => other.Rank < one.Rank ? other : one,
        var (one, other) => one ?? other,
    };

    /// <summary>Whether its items fill the largest batch.</summary>
    public bool IsFull => Count >= model.Buckets.Limit;

    /// <summary>
    /// Whether its items use the device about as well as the largest batch: on a processor a few do, on a GPU it takes all.
    /// </summary>
    public bool IsEfficient => IsFull
        || (Count > 0 && model.Costs.Of(stage, Count) * model.Buckets.Limit < EfficientCost * Count * model.Costs.OfFull(stage));

    /// <summary>What its items take, as parts of full batches.</summary>
    public TimeSpan Load(double items) => items * model.Costs.OfFull(stage) / model.Buckets.Limit;

    /// <summary>Whether an item has waited here for long enough, or would be late if another batch went first.</summary>
    /// <param name="longest">The time of the longest batch there may be.</param>
    /// <param name="isBusy">Whether the processors that the lane computes on have more to do than the lane's work.</param>
    /// <param name="now">The time.</param>
    public bool IsUrgent(TimeSpan longest, bool isBusy, TimeSpan now)
    {
        if (MostUrgent is not { } item)
        {
            return false;
        }

        TimeSpan own = model.Costs.Of(stage, Math.Min(Count, model.Buckets.Limit));
        return now - item.Queued >= (isBusy ? GrowBatches : HoldBatches) * model.Costs.Longest()
            || item.IsLate(now, longest + own);
    }

    /// <summary>Items that go before a newcomer of a class.</summary>
    public double Ahead(FacePriority priority) => priority == FacePriority.Bulk
        ? Math.Min(Count, (PriorityTurns.Interactive + 1.0) * (_bulk.Count + 1))
        : _interactive.Count + Math.Min(_bulk.Count, _interactive.Count / (double)PriorityTurns.Interactive);

    public void Add(WorkItem item) => (item.IsShadow ? _shadows : ListOf(item.Priority)).Add(item);

    /// <summary>Takes out the first shadow; there must be one.</summary>
    public WorkItem TakeShadow()
    {
        WorkItem item = _shadows.First!;
        _shadows.Remove(item);
        return item;
    }

    /// <summary>Takes out the item whose turn it is; there must be one.</summary>
    public WorkItem Take()
    {
        ItemList list = ListOf(_turns.Next(_interactive.Count > 0, _bulk.Count > 0));
        WorkItem item = list.First!;
        list.Remove(item);
        return item;
    }

    private ItemList ListOf(FacePriority priority) => priority == FacePriority.Bulk ? _bulk : _interactive;
}
