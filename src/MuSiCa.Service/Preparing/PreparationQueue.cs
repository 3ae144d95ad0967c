using System.Diagnostics.CodeAnalysis;
using MuSiCa.Serving;

namespace MuSiCa.Service.Preparing;

/// <summary>Work that waits for a worker: first come first served in each class, the classes in turn as in the pools of the model.</summary>
internal sealed class PreparationQueue
{
    // No Lock: workers wait on it.
    private readonly object _lock = new();
    private readonly LinkedList<PreparationJob> _interactive = new();
    private readonly LinkedList<PreparationJob> _bulk = new();
    private readonly PriorityTurns _turns = new();
    private bool _closed;

    /// <summary>Jobs that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _interactive.Count + _bulk.Count;
            }
        }
    }

    /// <summary>Lets a job wait.</summary>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public void Add(PreparationJob job, FacePriority priority)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            job.Place = ListOf(priority).AddLast(job);
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Takes out a job that nobody wants any more.</summary>
    /// <returns>False when it does not wait: it runs, or has run.</returns>
    public bool TryRemove(PreparationJob job)
    {
        lock (_lock)
        {
            return Remove(job);
        }
    }

    /// <summary>Waits for the next job on the calling thread.</summary>
    /// <returns>False when the queue is closed.</returns>
    public bool TryTake([NotNullWhen(true)] out PreparationJob? job)
    {
        lock (_lock)
        {
            while ((job = Next()) is null)
            {
                if (_closed)
                {
                    return false;
                }

                Monitor.Wait(_lock);
            }

            return Remove(job);
        }
    }

    /// <summary>Takes no more jobs and gives out none.</summary>
    /// <returns>The jobs that still waited.</returns>
    public IReadOnlyList<PreparationJob> Close()
    {
        lock (_lock)
        {
            _closed = true;
            PreparationJob[] left = [.. _interactive, .. _bulk];
            Array.ForEach(left, job => Remove(job));
            Monitor.PulseAll(_lock);
            return left;
        }
    }

    private PreparationJob? Next() => _interactive.Count + _bulk.Count == 0
        ? null
        : ListOf(_turns.Next(_interactive.Count > 0, _bulk.Count > 0)).First!.Value;

    private LinkedList<PreparationJob> ListOf(FacePriority priority) => priority == FacePriority.Bulk ? _bulk : _interactive;

    private static bool Remove(PreparationJob job)
    {
        if (job.Place is not { } place)
        {
            return false;
        }

        place.List!.Remove(place);
        job.Place = null;
        return true;
    }
}
