namespace MuSiCa.Serving;

/// <summary>Where views wait and workers fetch their batches.</summary>
internal sealed class ViewPool(int batchLimit, Breaker breaker)
{
    // No Lock: workers wait on it.
    private readonly object _lock = new();
    private readonly StagePool _views = new();
    private int _idle;
    private bool _closed;

    /// <summary>Views that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _views.Count;
            }
        }
    }

    /// <summary>Lets the views of a search wait, unless it is over already or nothing runs.</summary>
    /// <returns>False when the views stay with the caller of this method.</returns>
    public bool TryAdd(Search search)
    {
        lock (_lock)
        {
            if (_closed || search.IsSettled || breaker.IsOpen)
            {
                return false;
            }

            foreach (PendingView view in search.Views)
            {
                _views.Add(view);
            }

            Monitor.PulseAll(_lock);
            return true;
        }
    }

    /// <summary>Waits for views on the calling thread. Idle workers share what there is.</summary>
    /// <param name="batch">Takes them.</param>
    /// <param name="workers">How many workers there are.</param>
    /// <param name="isAlone">Whether they are the only work there is.</param>
    /// <returns>What to do: never to sleep.</returns>
    public TakeResult Take(List<PendingView> batch, int workers, out bool isAlone)
    {
        lock (_lock)
        {
            isAlone = false;
            _idle++;
            TakeResult result = Wait_NeedsLock();
            int share = (_views.Count + _idle - 1) / _idle;
            _idle--;
            if (result == TakeResult.Run)
            {
                for (int i = Math.Min(share, batchLimit); i > 0; i--)
                {
                    batch.Add((PendingView)_views.Take());
                }

                isAlone = _views.Count == 0 && _idle == workers - 1;
            }

            return result;
        }
    }

    /// <summary>Has the workers look again whether there is something to do.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Takes the views of a search out that wait.</summary>
    public IReadOnlyList<PendingView> Remove(Search search)
    {
        lock (_lock)
        {
            PendingView[] waiting = Array.FindAll(search.Views, static view => view.List is not null);
            Array.ForEach(waiting, static view => view.List!.Remove(view));
            return waiting;
        }
    }

    /// <summary>Takes every waiting view out.</summary>
    public IReadOnlyList<PendingView> RemoveAll()
    {
        lock (_lock)
        {
            return TakeAll_NeedsLock();
        }
    }

    /// <summary>Gives out no further views.</summary>
    /// <returns>Those that still waited.</returns>
    public IReadOnlyList<PendingView> Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.PulseAll(_lock);
            return TakeAll_NeedsLock();
        }
    }

    private TakeResult Wait_NeedsLock()
    {
        while (true)
        {
            if (_closed)
            {
                return TakeResult.End;
            }

            if (breaker.WantsProbe)
            {
                return TakeResult.Probe;
            }

            if (_views.Count > 0 && !breaker.IsOpen)
            {
                return TakeResult.Run;
            }

            Monitor.Wait(_lock);
        }
    }

    private List<PendingView> TakeAll_NeedsLock()
    {
        var views = new List<PendingView>(_views.Count);
        while (_views.Count > 0)
        {
            views.Add((PendingView)_views.Take());
        }

        return views;
    }
}
