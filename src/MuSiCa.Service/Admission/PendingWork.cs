namespace MuSiCa.Service.Admission;

/// <summary>
/// How long the service is busy with what it has accepted: the expected work of all images, over the rate at which work gets done while
/// there is more of it than processors. One figure for decoding, detection and landmarks together, since they share the processors.
/// Thread-safe.
/// </summary>
/// <param name="processors">Processors that work is done on.</param>
/// <param name="time">Measures the rate.</param>
internal sealed class PendingWork(int processors, TimeProvider time)
{
    // A sample of the rate: long enough that single images do not matter, short enough to follow a change within a second.
    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(250);
    private const double Weight = 0.3;

    // A body that has not arrived by then is not about to become work, and its sender must not keep others out with it.
    private static readonly TimeSpan Arriving = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<Expected> _expected = new();
    private double _expectedWork;
    private double _work;
    private double _rate = processors;
    private double _done;
    private long _start;
    private int _requests;
    private int _clients;

    /// <summary>Requests that were accepted and are not done.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Milliseconds of work that were accepted and are not done.</summary>
    public double Milliseconds
    {
        get
        {
            lock (_lock)
            {
                return _work;
            }
        }
    }

    // From here on the rate says what the machine can do, and not how much it is asked.
    private int Saturation => 2 * processors;

    /// <summary>Adds what was accepted.</summary>
    /// <param name="client">From whom.</param>
    /// <param name="work">How much, in milliseconds of a processor of the reference machine.</param>
    public void Add(ClientShare client, double work)
    {
        lock (_lock)
        {
            _clients += client.Work == 0 ? 1 : 0;
            client.Work += work;
            _work += work;
            if (++_requests == Saturation)
            {
                (_start, _done) = (time.GetTimestamp(), 0);
            }
        }
    }

    /// <summary>Adds work whose body begins to arrive, so that no more bodies are read than can be worked on.</summary>
    /// <param name="work">How much, in milliseconds of a processor of the reference machine.</param>
    /// <returns>To be disposed of when the body is there, or will not come.</returns>
    public IDisposable Expect(double work)
    {
        lock (_lock)
        {
            Expire_NeedsLock();
            _expectedWork += work;
            var expected = new Expected(this, work, time.GetTimestamp());
            expected.Node = _expected.AddLast(expected);
            return expected;
        }
    }

    /// <summary>Takes out what was added.</summary>
    /// <param name="client">From whom.</param>
    /// <param name="work">How much.</param>
    /// <param name="isDone">Whether it was done, and not given up.</param>
    public void Remove(ClientShare client, double work, bool isDone)
    {
        lock (_lock)
        {
            if (_requests >= Saturation)
            {
                Measure_NeedsLock(isDone ? work : 0);
            }

            _requests--;
            _work = _requests == 0 ? 0 : _work - work;

            // What is left of many additions and subtractions is not work.
            client.Work = Math.Max(0, client.Work - work) < 1e-6 ? 0 : client.Work - work;
            _clients = _requests == 0 ? 0 : _clients - (client.Work == 0 ? 1 : 0);
        }
    }

    /// <summary>How long a newcomer would take: what goes before it, and its own. Clients take turns by their work.</summary>
    /// <param name="client">From whom it is.</param>
    /// <param name="work">How much it is.</param>
    /// <param name="withExpected">Whether what is expected goes before it.</param>
    /// <returns>Null while the processors are not all busy: then nothing goes before it, and only a run would tell how fast it is.</returns>
    public TimeSpan? EstimateFor(ClientShare client, double work, bool withExpected = false)
    {
        lock (_lock)
        {
            if (_requests < Saturation)
            {
                return null;
            }

            Expire_NeedsLock();
            double expected = withExpected ? _expectedWork : 0;
            double turns = (_clients + (client.Work == 0 ? 1 : 0)) * (client.Work + work);
            return TimeSpan.FromMilliseconds((Math.Min(_work + work, turns) + expected) / _rate);
        }
    }

    private void Expire_NeedsLock()
    {
        while (_expected.First is { } first && time.GetElapsedTime(first.Value.Since) > Arriving)
        {
            Remove_NeedsLock(first);
        }
    }

    private void Remove_NeedsLock(LinkedListNode<Expected> node)
    {
        if (node.List is not null)
        {
            _expected.Remove(node);
            _expectedWork = _expected.Count == 0 ? 0 : _expectedWork - node.Value.Work;
        }
    }

    private void Measure_NeedsLock(double work)
    {
        _done += work;
        TimeSpan elapsed = time.GetElapsedTime(_start);
        if (elapsed >= Sample)
        {
            _rate += Weight * ((_done / elapsed.TotalMilliseconds) - _rate);
            _rate = Math.Max(_rate, processors / 100.0);
            (_start, _done) = (time.GetTimestamp(), 0);
        }
    }

    private sealed class Expected(PendingWork owner, double work, long since) : IDisposable
    {
        public LinkedListNode<Expected>? Node { get; set; }

        public double Work => work;

        public long Since => since;

        public void Dispose()
        {
            lock (owner._lock)
            {
                owner.Remove_NeedsLock(Node!);
            }
        }
    }
}
