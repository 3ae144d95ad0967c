namespace MuSiCa.Serving;

/// <summary>A run that did not come back in time.</summary>
/// <param name="Model">Whose.</param>
/// <param name="Stage">The stage, counted from 0.</param>
/// <param name="Rows">How many rows it had.</param>
/// <param name="IsProbe">Whether it was the probe of the breaker.</param>
internal readonly record struct AbandonedRun(BatchModel Model, int Stage, int Rows, bool IsProbe);

/// <summary>Knows which batches are on a device or wait for one, and gives up those that do not come back.</summary>
/// <param name="gate">The dispatcher's lock.</param>
internal sealed class StageWatch(Lock gate)
{
    private readonly List<Worker> _workers = [];

    /// <summary>Makes a worker known, before it starts.</summary>
    public void Add(Worker worker) => _workers.Add(worker);

    /// <summary>Marks that a batch is on its way to the device and keeps its items from now on.</summary>
    public void Approach(Batch batch)
    {
        lock (gate)
        {
            batch.IsOnItsWay = true;
        }
    }

    /// <summary>Marks that a batch begins a stage on the device, from where on it is watched.</summary>
    /// <returns>False when it was given up while it waited for the device.</returns>
    public bool TryBegin(Batch batch, TimeSpan now)
    {
        lock (gate)
        {
            batch.RunningSince = batch.IsAbandoned ? null : now;
            return !batch.IsAbandoned;
        }
    }

    /// <summary>Marks that a batch is back.</summary>
    /// <returns>False when it had been given up; the lane is then taken to work again.</returns>
    public bool End(Worker worker)
    {
        lock (gate)
        {
            Batch batch = worker.Batch;
            bool ran = batch.RunningSince is not null;
            batch.IsOnItsWay = false;
            batch.RunningSince = null;
            worker.Lane.IsStalled &= !(batch.IsAbandoned && ran);
            return !batch.IsAbandoned;
        }
    }

    /// <summary>Gives up the batches whose stage has run for longer than a limit, and those that wait for the same device.</summary>
    /// <param name="limit">The time that a stage may take.</param>
    /// <param name="now">The time.</param>
    /// <param name="items">Takes the items of those batches, held.</param>
    /// <param name="runs">Takes those batches that were running.</param>
    public void Abandon(TimeSpan limit, TimeSpan now, List<WorkItem> items, List<AbandonedRun> runs)
    {
        lock (gate)
        {
            foreach (Worker worker in _workers)
            {
                worker.Lane.IsStalled |= worker.Batch.RunningSince is { } since && now - since > limit;
            }

            foreach (Worker worker in _workers)
            {
                if (worker is { Lane.IsStalled: true, Batch: { IsOnItsWay: true, IsAbandoned: false } })
                {
                    Abandon_NeedsLock(worker.Batch, items, runs);
                }
            }
        }
    }

    /// <summary>Gives up whatever a worker is doing, which will not be waited for.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="items">Takes the items, held.</param>
    public void Abandon(Worker worker, List<WorkItem> items)
    {
        lock (gate)
        {
            if (worker.Batch is { IsOnItsWay: true, IsAbandoned: false })
            {
                Abandon_NeedsLock(worker.Batch, items, []);
            }
        }
    }

    /// <summary>Ends items that were given up. The worker drops them when it is back, if ever.</summary>
    /// <param name="items">The items, held; let go.</param>
    /// <param name="end">How.</param>
    /// <param name="reason">Why, for each.</param>
    public static void EndHeld(List<WorkItem> items, WorkEnd end, Func<WorkItem, Exception> reason)
    {
        items.ForEach(static item => item.Release());
        foreach (WorkItem item in items)
        {
            item.Fail(end, reason(item));
            item.LetGo();
        }
    }

    /// <summary>Whether a worker hangs in a stage, or behind one.</summary>
    public bool IsHanging(Worker worker)
    {
        lock (gate)
        {
            return worker is { Lane.IsStalled: true, Batch.IsOnItsWay: true };
        }
    }

    private static void Abandon_NeedsLock(Batch batch, List<WorkItem> items, List<AbandonedRun> runs)
    {
        batch.IsAbandoned = true;
        foreach (WorkItem item in batch.Items)
        {
            item.Hold();
            items.Add(item);
        }

        if (batch.RunningSince is not null)
        {
            runs.Add(new AbandonedRun(batch.Model, batch.Stage, batch.Rows, batch.IsProbe));
        }
    }
}
