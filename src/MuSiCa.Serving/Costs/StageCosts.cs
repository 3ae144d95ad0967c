namespace MuSiCa.Serving;

/// <summary>
/// What a batch of each size takes in each stage, as measured: first while warming, then corrected by every batch. Changed
/// and read under the dispatcher's lock.
/// </summary>
internal sealed class StageCosts
{
    // Follows a change of the machine's load within about ten batches without jumping at a single slow one.
    private const double Weight = 0.1;

    // A batch that took more than so many times what was expected, or less than its inverse, tells of a disturbance.
    private const double Outlier = 4;

    // A cost that nobody has measured for so long may be that of a disturbance which is over.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly Buckets _buckets;
    private readonly Cost[][] _costs;

    public StageCosts(int stages, Buckets buckets)
    {
        _buckets = buckets;
        _costs = [.. Enumerable.Range(0, stages).Select(_ => new Cost[buckets.Sizes.Length])];
    }

    /// <summary>Whether every size has been measured.</summary>
    public bool AreMeasured => Array.TrueForAll(_costs, static stage => Array.TrueForAll(stage, static cost => cost.Seconds > 0));

    /// <summary>Sets the time of a batch of one of the bucket sizes, measured while nothing else ran.</summary>
    public void Set(int stage, int bucket, TimeSpan elapsed) =>
        _costs[stage][bucket] = new Cost { Seconds = elapsed.TotalSeconds, Undisturbed = elapsed.TotalSeconds };

    /// <summary>Corrects the table by a batch that ran with this number of rows.</summary>
    public void Note(int stage, int rows, TimeSpan elapsed, TimeSpan now)
    {
        Cost[] costs = _costs[stage];
        int bucket = _buckets.IndexFor(rows);
        Refresh(costs, now);
        costs[bucket].Noted = now;
        double expected = Seconds(stage, rows);
        if (expected == 0)
        {
            costs[bucket].Seconds = elapsed.TotalSeconds;
            return;
        }

        double factor = 1 + (Weight * (Math.Clamp(elapsed.TotalSeconds / expected, 1 / Outlier, Outlier) - 1));
        costs[bucket].Seconds *= factor;
        if (bucket > 0 && rows < _buckets.Sizes[bucket])
        {
            costs[bucket - 1].Seconds *= factor;
            costs[bucket - 1].Noted = now;
        }
    }

    /// <summary>Forgets by how much batches were slower than while warming, for sizes that have not run for some time.</summary>
    public void Refresh(TimeSpan now)
    {
        foreach (Cost[] costs in _costs)
        {
            Refresh(costs, now);
        }
    }

    /// <summary>The time of a batch with this number of rows; zero while nothing has been measured.</summary>
    public TimeSpan Of(int stage, int rows) => TimeSpan.FromSeconds(Seconds(stage, rows));

    /// <summary>The time of the largest batch.</summary>
    public TimeSpan OfFull(int stage) => TimeSpan.FromSeconds(_costs[stage][^1].Seconds);

    /// <summary>The time of the largest batch of whichever stage takes longest.</summary>
    public TimeSpan Longest()
    {
        double longest = 0;
        foreach (Cost[] stage in _costs)
        {
            longest = Math.Max(longest, stage[^1].Seconds);
        }

        return TimeSpan.FromSeconds(longest);
    }

    private static void Refresh(Cost[] costs, TimeSpan now)
    {
        for (int bucket = 0; bucket < costs.Length; bucket++)
        {
            ref Cost cost = ref costs[bucket];
            if (now - cost.Noted > Fresh && cost.Undisturbed > 0)
            {
                cost.Seconds = Math.Min(cost.Seconds, cost.Undisturbed);
            }
        }
    }

    private double Seconds(int stage, int rows)
    {
        Cost[] costs = _costs[stage];
        int bucket = _buckets.IndexFor(rows);
        int size = _buckets.Sizes[bucket];
        double whole = costs[bucket].Seconds;
        if (rows >= size || bucket == 0 || costs[bucket - 1].Seconds == 0)
        {
            return whole;
        }

        int below = _buckets.Sizes[bucket - 1];
        double share = (rows - below) / (double)(size - below);
        return costs[bucket - 1].Seconds + (share * (whole - costs[bucket - 1].Seconds));
    }

    private struct Cost
    {
        /// <summary>What a batch takes; 0 while that is unknown.</summary>
        public double Seconds;

        /// <summary>What it took while warming; 0 without that.</summary>
        public double Undisturbed;

        /// <summary>When a batch last told.</summary>
        public TimeSpan Noted;
    }
}
