using System.Diagnostics.CodeAnalysis;
using MuSiCa.Serving;

namespace MuSiCa.Service.Decoding;

/// <summary>
/// Images that wait to be decoded. Clients take turns by the work that their images are expected to be, not by their number
/// (self-clocked fair queueing, Golestani 1994): whoever sends dear ones waits for them himself. The classes of priority take turns as
/// in front of the model. An image that has begun goes before all that have not, and one whose memory is not there waits for it.
/// </summary>
/// <param name="workers">Workers that take from it.</param>
/// <param name="large">Counts large images that hold memory.</param>
internal sealed class DecodeQueue(int workers, LargeImages large)
{
    // No Lock: workers wait on it.
    private readonly object _lock = new();
    private readonly Queue<DecodeJob> _continuations = new();
    private readonly Turns _interactive = new(FacePriority.Interactive);
    private readonly Turns _bulk = new(FacePriority.Bulk);
    private readonly PriorityTurns _turns = new();
    private long _numbers;
    private int _largeRunning;
    private volatile bool _mayWaitForMemory;
    private bool _closed;

    /// <summary>Images that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _continuations.Count + _interactive.Count + _bulk.Count;
            }
        }
    }

    // Where one worker has to do everything, there is none to be kept for others.
    private int LargeLimit => Math.Max(1, workers - 1);

    /// <summary>Lets a job wait.</summary>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public void Add(DecodeJob job)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            job.IsWaiting = true;
            if (job.IsContinuation)
            {
                _continuations.Enqueue(job);
            }
            else
            {
                // Before any worker tries to begin with it, so that what is given back from then on wakes one.
                _mayWaitForMemory = true;
                TurnsOf(job).Add(job, ++_numbers);
            }

            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Takes out a job that nobody wants any more. One that has begun stays, and sees that by itself.</summary>
    /// <returns>False when it does not wait: it runs, or has run.</returns>
    public bool TryRemove(DecodeJob job)
    {
        lock (_lock)
        {
            if (!job.IsWaiting || job.IsContinuation)
            {
                return false;
            }

            Remove_NeedsLock(job);

            // It may have kept others waiting.
            Monitor.PulseAll(_lock);
            return true;
        }
    }

    /// <summary>Waits for the next job on the calling thread, which says when it is done.</summary>
    /// <returns>False when the queue is closed.</returns>
    public bool TryTake([NotNullWhen(true)] out DecodeJob? job)
    {
        lock (_lock)
        {
            while ((job = Next_NeedsLock()) is null)
            {
                if (_closed)
                {
                    return false;
                }

                Monitor.Wait(_lock);
            }

            _largeRunning += job.IsLarge ? 1 : 0;
            return true;
        }
    }

    /// <summary>Notes that a job has run.</summary>
    public void Done(DecodeJob job)
    {
        if (job.IsLarge)
        {
            lock (_lock)
            {
                _largeRunning--;
                Monitor.PulseAll(_lock);
            }
        }
    }

    /// <summary>Has the workers look again, after something was given back that jobs may need.</summary>
    public void Wake()
    {
        // What a job gives back while it tries to begin would have it tried again for ever.
        if (!_mayWaitForMemory || Monitor.IsEntered(_lock))
        {
            return;
        }

        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Takes no more jobs and gives out none.</summary>
    /// <returns>The jobs that still waited.</returns>
    public IReadOnlyList<DecodeJob> Close()
    {
        lock (_lock)
        {
            _closed = true;
            DecodeJob[] left = [.. _continuations, .. _interactive.All, .. _bulk.All];
            Array.ForEach(left, static job => job.IsWaiting = false);
            _continuations.Clear();
            _interactive.Clear();
            _bulk.Clear();
            Monitor.PulseAll(_lock);
            return left;
        }
    }

    private DecodeJob? Next_NeedsLock()
    {
        if (_continuations.TryDequeue(out DecodeJob? begun))
        {
            begun.IsWaiting = false;
            return begun;
        }

        while (_interactive.Count + _bulk.Count > 0)
        {
            Turns turns = _turns.Next(_interactive.Count > 0, _bulk.Count > 0) == FacePriority.Bulk ? _bulk : _interactive;
            DecodeJob? job = turns.First(withLarge: _largeRunning < LargeLimit);
            switch (TryBegin_NeedsLock(job))
            {
                case true:
                    return job;
                case null:
                    continue;
            }

            // A large image waits for what other large ones hold, so small ones pass it meanwhile. When it waits for small ones it is
            // they who wait, or it would never be its turn.
            if (job is { IsLarge: true } && large.Held > 0 && turns.First(withLarge: false) is { } small)
            {
                switch (TryBegin_NeedsLock(small))
                {
                    case true:
                        return small;
                    case null:
                        continue;
                }
            }

            return null;
        }

        return null;
    }

    /// <returns>Whether it begins, and is out of the queue; null where it has failed.</returns>
    private bool? TryBegin_NeedsLock(DecodeJob? job)
    {
        try
        {
            if (job is null || !job.TryBegin())
            {
                return false;
            }
        }
        catch (Exception exception)
        {
            Remove_NeedsLock(job!);
            job!.Fail(exception);
            return null;
        }

        Remove_NeedsLock(job);
        TurnsOf(job).Served(job);
        return true;
    }

    private void Remove_NeedsLock(DecodeJob job)
    {
        job.IsWaiting = false;
        TurnsOf(job).Remove(job);
        _mayWaitForMemory = _interactive.Count + _bulk.Count > 0;
    }

    private Turns TurnsOf(DecodeJob job) => job.Terms.Priority == FacePriority.Bulk ? _bulk : _interactive;

    /// <summary>The jobs of one class in the order in which they are served. Belongs to the lock of the queue.</summary>
    private sealed class Turns(FacePriority priority)
    {
        private static readonly Comparer<DecodeJob> ByOrder = Comparer<DecodeJob>.Create(static (one, other) => one.Order.CompareTo(other.Order));

        private readonly SortedSet<DecodeJob> _small = new(ByOrder);
        private readonly SortedSet<DecodeJob> _large = new(ByOrder);
        private double _clock;

        public int Count => _small.Count + _large.Count;

        public IEnumerable<DecodeJob> All => _small.Concat(_large);

        public void Add(DecodeJob job, long number)
        {
            // A client that was idle begins now; what it did not use is not saved up.
            ref double finish = ref job.Terms.Client.DecodeFinish[(int)priority];
            finish = Math.Max(finish, _clock) + job.Terms.Work;
            job.Order = (finish, number);
            SetOf(job).Add(job);
        }

        public void Remove(DecodeJob job) => SetOf(job).Remove(job);

        public void Served(DecodeJob job) => _clock = Math.Max(_clock, job.Order.Finish);

        public DecodeJob? First(bool withLarge) => (_small.Min, withLarge ? _large.Min : null) switch
        {
            ({ } small, { } large) => ByOrder.Compare(small, large) < 0 ? small : large,
            var (small, large) => small ?? large,
        };

        public void Clear()
        {
            _small.Clear();
            _large.Clear();
        }

        private SortedSet<DecodeJob> SetOf(DecodeJob job) => job.IsLarge ? _large : _small;
    }
}

/// <summary>Counts large images that hold memory for their pixels. Thread-safe.</summary>
internal sealed class LargeImages
{
    private int _held;

    /// <summary>How many there are.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>One has taken its memory.</summary>
    public void Add() => Interlocked.Increment(ref _held);

    /// <summary>One gives its memory back; to be called before it does.</summary>
    public void Remove() => Interlocked.Decrement(ref _held);
}
