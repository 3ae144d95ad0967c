using System.Collections.Immutable;

namespace MuSiCa.Serving;

/// <summary>
/// The queues of all stages of all models: newcomers wait in the first of their model, survivors in that of their next stage. Belongs
/// to the dispatcher's lock.
/// </summary>
internal sealed class QueueSet
{
    // Newcomers that wait for so many batches are more than a burst: the device does not keep up.
    private const int PressingBatches = 2;

    /// <summary>Every queue, the deepest first: what is nearest to its end.</summary>
    public ImmutableArray<StageQueue> ByDepth { get; private set; } = [];

    /// <summary>Items that wait, in all queues together.</summary>
    public int Count { get; private set; }

    /// <summary>Shadows that are to run when nothing else does, of all queues.</summary>
    public int Shadows { get; private set; }

    /// <summary>Whether more newcomers wait than a burst brings.</summary>
    public bool IsPressed
    {
        get
        {
            foreach (StageQueue queue in ByDepth)
            {
                if (queue.IsEntry && queue.Count >= PressingBatches * queue.Model.Buckets.Limit)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether the items of any stage fill the largest batch.</summary>
    public bool AnyFull
    {
        get
        {
            foreach (StageQueue queue in ByDepth)
            {
                if (queue.IsFull)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The time of the largest batch of whichever stage takes longest.</summary>
    public TimeSpan Longest
    {
        get
        {
            TimeSpan longest = default;
            foreach (StageQueue queue in ByDepth)
            {
                TimeSpan full = queue.Model.Costs.OfFull(queue.Stage);
                longest = full > longest ? full : longest;
            }

            return longest;
        }
    }

    /// <summary>Makes room for the items of a model.</summary>
    public void Add(BatchModel model) => ByDepth = [.. ByDepth.Concat(model.Queues).OrderByDescending(static queue => queue.Depth)];

    /// <summary>Takes the queues of a model out, in which nothing waits.</summary>
    public void Remove(BatchModel model) => ByDepth = [.. ByDepth.Where(queue => queue.Model != model)];

    /// <summary>The deepest queue with items, of those where items begin or of all.</summary>
    /// <returns>Null where none waits.</returns>
    public StageQueue? Deepest(bool isEntry)
    {
        foreach (StageQueue queue in ByDepth)
        {
            if (queue.Count > 0 && (queue.IsEntry || !isEntry))
            {
                return queue;
            }
        }

        return null;
    }

    /// <summary>Lets an item wait for its stage.</summary>
    public void Add(WorkItem item, TimeSpan now)
    {
        item.Queued = now;
        item.Model.Queues[item.Stage].Add(item);
        Note(item, 1);
    }

    /// <summary>Takes out an item wherever it waits.</summary>
    /// <returns>False when it does not wait.</returns>
    public bool TryRemove(WorkItem item)
    {
        if (item.List is not { } list)
        {
            return false;
        }

        list.Remove(item);
        Note(item, -1);
        return true;
    }

    /// <summary>The deepest queue with shadows: those are done first, and give back what they hold.</summary>
    /// <returns>Null where there is none.</returns>
    public StageQueue? DeepestShadow()
    {
        foreach (StageQueue queue in ByDepth)
        {
            if (queue.Shadows > 0)
            {
                return queue;
            }
        }

        return null;
    }

    /// <summary>Takes out the first shadow of a queue; there must be one.</summary>
    public WorkItem TakeShadow(StageQueue queue)
    {
        Shadows--;
        return queue.TakeShadow();
    }

    /// <summary>Takes out the next item of a queue; there must be one.</summary>
    public WorkItem Take(StageQueue queue)
    {
        Count--;
        return queue.Take();
    }

    private void Note(WorkItem item, int change)
    {
        if (item.IsShadow)
        {
            Shadows += change;
        }
        else
        {
            Count += change;
        }
    }
}
