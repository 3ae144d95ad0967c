namespace MuSiCa.Serving;

/// <summary>Where views wait and workers fetch their batches.</summary>
internal sealed class ViewPool(int batchLimit)
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

    /// <summary>Lets the views of a search wait.</summary>
    /// <returns>False when nothing runs any more.</returns>
    public bool TryAdd(IReadOnlyList<PendingView> views)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return false;
            }

            foreach (PendingView view in views)
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
    /// <returns>False when the pool is closed.</returns>
    public bool TryTake(List<PendingView> batch, int workers, out bool isAlone)
    {
        lock (_lock)
        {
            _idle++;
            while (_views.Count == 0 && !_closed)
            {
                Monitor.Wait(_lock);
            }

            int share = (_views.Count + _idle - 1) / _idle;
            _idle--;
            for (int i = Math.Min(share, batchLimit); i > 0; i--)
            {
                batch.Add((PendingView)_views.Take());
            }

            isAlone = _views.Count == 0 && _idle == workers - 1;
            return !_closed;
        }
    }

    /// <summary>Takes every waiting view out.</summary>
    public IReadOnlyList<PendingView> RemoveAll()
    {
        lock (_lock)
        {
            return TakeAll();
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
            return TakeAll();
        }
    }

    private List<PendingView> TakeAll()
    {
        var views = new List<PendingView>(_views.Count);
        while (_views.Count > 0)
        {
            views.Add((PendingView)_views.Take());
        }

        return views;
    }
}
