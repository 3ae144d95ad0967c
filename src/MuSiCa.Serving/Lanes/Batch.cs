using System.Runtime.InteropServices;

namespace MuSiCa.Serving;

/// <summary>The items that a worker holds: all of one model, and all in the same stage.</summary>
internal sealed class Batch
{
    private readonly List<WorkItem> _items = [];
    private readonly List<WorkItem> _leaving = [];
    private readonly List<bool> _isLate = [];
    private BatchModel? _model;

    /// <summary>The items, in the order of their rows.</summary>
    public ReadOnlySpan<WorkItem> Items => CollectionsMarshal.AsSpan(_items);

    /// <summary>Their model; there from when the batch has begun.</summary>
    public BatchModel Model => _model!;

    /// <summary>The stage that is run, counted from 0.</summary>
    public int Stage { get; private set; }

    /// <summary>Rows that are run.</summary>
    public int Rows { get; set; }

    /// <summary>Whether it is the only work there is.</summary>
    public bool IsAlone { get; private set; }

    /// <summary>Whether its items are shadows, for whom nobody waits.</summary>
    public bool IsShadow { get; private set; }

    /// <summary>Whether it has no items and tries whether the stage runs at all.</summary>
    public bool IsProbe { get; private set; }

    /// <summary>Whether its items stay as they are, waiting for the device or running. Belongs to the dispatcher's lock, like the next two.</summary>
    public bool IsOnItsWay { get; set; }

    /// <summary>Since when the stage runs; null while it does not.</summary>
    public TimeSpan? RunningSince { get; set; }

    /// <summary>Whether its items were given up, because a stage of the lane has not come back in time.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>Adds an item that has just been taken out of its queue.</summary>
    public void Add(WorkItem item, TimeSpan now)
    {
        item.Timing = item.Timing with { Waited = item.Timing.Waited + (now - item.Queued) };
        _items.Add(item);
    }

    public void Begin(StageQueue queue, bool isAlone)
    {
        _model = queue.Model;
        Stage = queue.Stage;
        IsAlone = isAlone;
        IsShadow = _items.Count > 0 && _items[0].IsShadow;
        IsProbe = false;
        IsAbandoned = false;
    }

    /// <summary>Becomes a probe.</summary>
    /// <param name="queue">The stage to try.</param>
    /// <param name="rows">Its rows, which hold nothing.</param>
    public void BeginProbe(StageQueue queue, int rows)
    {
        Begin(queue, isAlone: false);
        IsProbe = true;
        Rows = Math.Min(rows, queue.Model.Buckets.Limit);
    }

    /// <summary>Ends what cannot get through its next stage in time, and drops what has its end already.</summary>
    /// <param name="now">The time.</param>
    /// <param name="least">What the stage takes at the least.</param>
    public void DropLate(TimeSpan now, TimeSpan least)
    {
        _isLate.Clear();
        foreach (WorkItem item in Items)
        {
            bool isLate = item.IsSettled || item.IsLate(now, least);
            _isLate.Add(isLate);
            if (isLate)
            {
                item.Release();
            }
        }

        int kept = 0;
        for (int i = 0; i < _items.Count; i++)
        {
            if (_isLate[i])
            {
                TryExpire(_items[i]);
                _items[i].Drop();
            }
            else
            {
                _items[kept++] = _items[i];
            }
        }

        _items.RemoveRange(kept, _items.Count - kept);
    }

    /// <summary>
    /// Goes on with the items that are not through after the stage that ran. Sets those aside that are, until
    /// <see cref="SendLeaving"/>, and drops those that have their end already.
    /// </summary>
    public void Advance()
    {
        int kept = 0;
        foreach (WorkItem item in Items)
        {
            bool isThrough = !item.IsSettled && IsThrough(item);
            if (item.IsSettled)
            {
                item.Drop();
            }
            else if (isThrough)
            {
                _leaving.Add(item);
            }
            else
            {
                _items[kept++] = item;
            }
        }

        _items.RemoveRange(kept, _items.Count - kept);
        Stage++;
    }

    /// <summary>Tells the callers of those that are through.</summary>
    public void SendLeaving()
    {
        foreach (WorkItem item in _leaving)
        {
            item.Finish();
            item.Drop();
        }

        _leaving.Clear();
    }

    /// <summary>Ends every item.</summary>
    /// <param name="end">How.</param>
    /// <param name="reason">Why.</param>
    public void EndAll(WorkEnd end, Exception reason)
    {
        WorkItem.EndAll(Items, end, _ => reason);
        _items.Clear();
    }

    /// <summary>Drops every item, which all have their end.</summary>
    public void DropAll()
    {
        foreach (WorkItem item in Items)
        {
            item.Release();
            item.Drop();
        }

        _items.Clear();
    }

    /// <summary>Holds nothing any more: the items are with somebody else.</summary>
    public void Clear() => _items.Clear();

    // Whatever is thrown about one item is the end of that item only: a list left half sorted would give items back twice.
    private static void TryExpire(WorkItem item)
    {
        try
        {
            if (!item.IsSettled)
            {
                item.Expire();
            }
        }
        catch (Exception exception)
        {
            item.Fail(WorkEnd.Failed, new StageFailedException(item.Model.NumberOf(item.Stage), exception));
        }
    }

    private static bool IsThrough(WorkItem item)
    {
        try
        {
            return item.IsThrough();
        }
        catch (Exception exception)
        {
            item.Fail(WorkEnd.Failed, new StageFailedException(item.Model.NumberOf(item.Stage) - 1, exception));
            return false;
        }
    }
}
