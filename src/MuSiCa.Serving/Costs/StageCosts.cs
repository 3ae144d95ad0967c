namespace MuSiCa.Serving;

/// <summary>
/// What a batch of each size takes in each stage, as measured: first while warming, then corrected by every batch. Changed
/// and read under the lock of its owner.
/// </summary>
internal sealed class StageCosts
{
    // Follows a change of the machine's load within about ten batches without jumping at a single slow one.
    private const double Weight = 0.1;

    private readonly Buckets _buckets;
    private readonly double[][] _seconds;

    public StageCosts(int stages, Buckets buckets)
    {
        _buckets = buckets;
        _seconds = [.. Enumerable.Range(0, stages).Select(_ => new double[buckets.Sizes.Length])];
    }

    /// <summary>Whether every size has been measured.</summary>
    public bool AreMeasured => Array.TrueForAll(_seconds, static stage => Array.TrueForAll(stage, static cost => cost > 0));

    /// <summary>Sets the time of a batch of one of the bucket sizes.</summary>
    public void Set(int stage, int bucket, TimeSpan elapsed) => _seconds[stage][bucket] = elapsed.TotalSeconds;

    /// <summary>Corrects the table by a batch that ran with this number of rows.</summary>
    public void Note(int stage, int rows, TimeSpan elapsed)
    {
        double expected = Seconds(stage, rows);
        int bucket = _buckets.IndexFor(rows);
        double[] costs = _seconds[stage];
        if (expected == 0)
        {
            costs[bucket] = elapsed.TotalSeconds;
            return;
        }

        double factor = 1 + (Weight * ((elapsed.TotalSeconds / expected) - 1));
        costs[bucket] *= factor;
        if (bucket > 0 && rows < _buckets.Sizes[bucket])
        {
            costs[bucket - 1] *= factor;
        }
    }

    /// <summary>The time of a batch with this number of rows; zero while nothing has been measured.</summary>
    public TimeSpan Of(int stage, int rows) => TimeSpan.FromSeconds(Seconds(stage, rows));

    /// <summary>The time of the largest batch.</summary>
    public TimeSpan OfFull(int stage) => TimeSpan.FromSeconds(_seconds[stage][^1]);

    /// <summary>The time of the largest batch of whichever stage takes longest.</summary>
    public TimeSpan Longest()
    {
        double longest = 0;
        foreach (double[] stage in _seconds)
        {
            longest = Math.Max(longest, stage[^1]);
        }

        return TimeSpan.FromSeconds(longest);
    }

    private double Seconds(int stage, int rows)
    {
        double[] costs = _seconds[stage];
        int bucket = _buckets.IndexFor(rows);
        int size = _buckets.Sizes[bucket];
        if (rows >= size || bucket == 0 || costs[bucket - 1] == 0)
        {
            return costs[bucket];
        }

        int below = _buckets.Sizes[bucket - 1];
        double share = (rows - below) / (double)(size - below);
        return costs[bucket - 1] + (share * (costs[bucket] - costs[bucket - 1]));
    }
}
