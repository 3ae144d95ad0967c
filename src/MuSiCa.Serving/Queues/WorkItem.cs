using System.Diagnostics;

namespace MuSiCa.Serving;

/// <summary>How the life of a work item ends.</summary>
internal enum WorkEnd
{
    /// <summary>With a result.</summary>
    Completed,

    /// <summary>Its time was over.</summary>
    Expired,

    /// <summary>Its caller gave it up.</summary>
    Cancelled,

    /// <summary>Its stage failed or hung.</summary>
    Failed,

    /// <summary>The scheduler was stopped, or can run nothing any more.</summary>
    GivenBack,
}

/// <summary>
/// One row of the batches to come: a face on its way through a cascade, or a view of a photo on its way through a detector. It is in
/// a queue, in the batch of a worker, or with whoever has just taken it out of one of these.
/// </summary>
/// <param name="model">The model that runs it.</param>
internal abstract class WorkItem(BatchModel model)
{
    /// <summary>Due of an item that has all the time there is.</summary>
    public static readonly TimeSpan Never = TimeSpan.MaxValue;

    /// <summary>The model that runs it.</summary>
    public BatchModel Model => model;

    /// <summary>The stage of its model that it waits for or runs, counted from 0.</summary>
    public int Stage { get; set; }

    /// <summary>Whether nobody waits for it: it runs when nothing else does, and counts nowhere as waiting.</summary>
    public virtual bool IsShadow => false;

    /// <summary>The span that its runs belong to; none where nobody traces.</summary>
    public ActivityContext Trace { get; set; }

    /// <summary>The span of the stage that runs; null where nobody traces.</summary>
    public Activity? StageSpan { get; set; }

    /// <summary>The class in which it waits.</summary>
    public FacePriority Priority { get; set; }

    /// <summary>When it entered the queue in which it waits.</summary>
    public TimeSpan Queued { get; set; }

    /// <summary>When its caller stops waiting; <see cref="Never"/> without an end.</summary>
    public TimeSpan Due { get; set; } = Never;

    /// <summary>Orders the items of a queue, the smallest first; counts from its admission, whichever queue it is in.</summary>
    public TimeSpan Rank { get; set; }

    /// <summary>Whether it has a deadline.</summary>
    public bool HasDeadline => Due != Never;

    /// <summary>Where its time has gone so far.</summary>
    public FaceTiming Timing { get; set; }

    /// <summary>Whether it has been in a queue. Set under the dispatcher's lock while it has no end, read only by who gives it one.</summary>
    public bool HasWaited { get; set; }

    /// <summary>The list in which it waits, kept by the list; null when it does not wait.</summary>
    public ItemList? List { get; set; }

    /// <summary>Its neighbour of lower rank, kept by the list.</summary>
    public WorkItem? Previous { get; set; }

    /// <summary>Its neighbour of higher rank, kept by the list.</summary>
    public WorkItem? Next { get; set; }

    /// <summary>Whether nobody waits for it any more: it has its end, of whatever kind.</summary>
    public abstract bool IsSettled { get; }

    /// <summary>Ends items that are with the caller. All give back what they hold before the first caller is told.</summary>
    /// <param name="items">The items; dropped.</param>
    /// <param name="end">How.</param>
    /// <param name="reason">Why, for each.</param>
    public static void EndAll(ReadOnlySpan<WorkItem> items, WorkEnd end, Func<WorkItem, Exception> reason)
    {
        foreach (WorkItem item in items)
        {
            item.Release();
        }

        foreach (WorkItem item in items)
        {
            item.Fail(end, reason(item));
            item.Drop();
        }
    }

    /// <summary>Whether its time is over before a stage could have run.</summary>
    /// <param name="now">The time.</param>
    /// <param name="least">What the stage takes at the least.</param>
    public bool IsLate(TimeSpan now, TimeSpan least) => HasDeadline && Due - now < least;

    /// <summary>Decides, after a stage has run, whether the item is through; <see cref="Finish"/> then tells its caller.</summary>
    /// <returns>False where it goes on to its next stage.</returns>
    public abstract bool IsThrough();

    /// <summary>Tells the caller of an item that is through.</summary>
    public abstract void Finish();

    /// <summary>Ends an item that is late: with what it has so far, or with nothing.</summary>
    public abstract void Expire();

    /// <summary>Ends an item without a result. One that has its end already keeps it.</summary>
    public abstract void Fail(WorkEnd end, Exception reason);

    /// <summary>Gives back what the scheduler counts for an item that runs no further, before its caller is told; may be called again. Nothing by default.</summary>
    public virtual void Release()
    {
    }

    /// <summary>No queue and no batch holds the item any more, nor touches what is in it.</summary>
    public abstract void Drop();

    /// <summary>Keeps the object from being used again until <see cref="LetGo"/>; to be called under the lock that keeps it in its batch. Nothing by default: most objects are used once.</summary>
    public virtual void Hold()
    {
    }

    /// <summary>Ends a hold.</summary>
    public virtual void LetGo()
    {
    }
}
