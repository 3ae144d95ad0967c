namespace MuSiCa.Serving;

/// <summary>Items in the order of their rank, linked through themselves so that waiting costs no allocation.</summary>
internal sealed class ItemList
{
    private WorkItem? _last;

    public int Count { get; private set; }

    /// <summary>The item of lowest rank.</summary>
    public WorkItem? First { get; private set; }

    /// <summary>Adds an item behind those of the same rank.</summary>
    public void Add(WorkItem item)
    {
        // From the end: all but a few items come in the order of their rank.
        WorkItem? before = _last;
        while (before is not null && before.Rank > item.Rank)
        {
            before = before.Previous;
        }

        WorkItem? after = before is null ? First : before.Next;
        item.Previous = before;
        item.Next = after;
        item.List = this;
        if (before is null)
        {
            First = item;
        }
        else
        {
            before.Next = item;
        }

        if (after is null)
        {
            _last = item;
        }
        else
        {
            after.Previous = item;
        }

        Count++;
    }

    /// <summary>Takes out an item that waits here.</summary>
    public void Remove(WorkItem item)
    {
        if (item.Previous is { } before)
        {
            before.Next = item.Next;
        }
        else
        {
            First = item.Next;
        }

        if (item.Next is { } after)
        {
            after.Previous = item.Previous;
        }
        else
        {
            _last = item.Previous;
        }

        item.Previous = null;
        item.Next = null;
        item.List = null;
        Count--;
    }
}
