using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>Notes faces that are through, from many threads, without allocating.</summary>
internal sealed class FaceLog(int stages, int capacity = FaceLog.DefaultCapacity)
{
    private const int DefaultCapacity = 1 << 20;

    private readonly double[] _milliseconds = new double[capacity];
    private readonly int[] _exits = new int[stages];
    private int _count;

    /// <summary>Faces noted.</summary>
    public int Count => Math.Min(Volatile.Read(ref _count), _milliseconds.Length);

    /// <summary>Faces by the number of stages they ran, less one.</summary>
    public IReadOnlyList<int> Exits => _exits;

    /// <summary>Mean number of stages; NaN without faces.</summary>
    public double MeanStages =>
        Count == 0 ? double.NaN : _exits.Select(static (faces, stage) => (stage + 1.0) * faces).Sum() / _exits.Sum();

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Volatile.Write(ref _count, 0);
        Array.Clear(_exits);
    }

    public void Add(TimeSpan latency, in FaceOutcome outcome)
    {
        int index = Interlocked.Increment(ref _count) - 1;
        if (index < _milliseconds.Length)
        {
            _milliseconds[index] = latency.TotalMilliseconds;
            Interlocked.Increment(ref _exits[outcome.Stages - 1]);
        }
    }

    /// <summary>The latencies in milliseconds, ascending.</summary>
    public double[] Sorted()
    {
        double[] sorted = [.. _milliseconds.AsSpan(0, Count)];
        Array.Sort(sorted);
        return sorted;
    }
}
