namespace MuSiCa.Serving;

/// <summary>One pool for each stage: newcomers wait in the first, survivors in the one of their next stage.</summary>
internal sealed class StagePools
{
    // What a face may cost in a smaller batch, compared to the largest one.
    private const double EfficientCost = 1.05;

    // A pool that fills slowly runs after the time of so many full batches; this bounds both the wait and the share of the
    // device that small batches can take.
    private const int HoldBatches = 8;

    // The same where the wait only leaves the processors to other work: there is less to win.
    private const int GrowBatches = 2;

    private readonly StagePool[] _pools;

    public StagePools(int stages, Buckets buckets, StageCosts costs)
    {
        _pools = [.. Enumerable.Range(0, stages).Select(static _ => new StagePool())];
        Buckets = buckets;
        Costs = costs;
    }

    /// <summary>Batch sizes.</summary>
    public Buckets Buckets { get; }

    /// <summary>What batches take.</summary>
    public StageCosts Costs { get; }

    public int Stages => _pools.Length;

    /// <summary>Faces that wait, in all pools together.</summary>
    public int Count { get; private set; }

    /// <summary>Faces that wait for a stage.</summary>
    public int CountOf(int stage) => _pools[stage].Count;

    /// <summary>Whether the faces that wait for a stage fill the largest batch.</summary>
    public bool IsFull(int stage) => _pools[stage].Count >= Buckets.Limit;

    /// <summary>
    /// Whether the faces that wait for a stage use the device about as well as the largest batch: on a processor a few do, on a
    /// GPU it takes all.
    /// </summary>
    public bool IsEfficient(int stage)
    {
        int faces = _pools[stage].Count;
        return faces >= Buckets.Limit
            || (faces > 0 && Costs.Of(stage, faces) * Buckets.Limit < EfficientCost * faces * Costs.OfFull(stage));
    }

    /// <summary>Whether a face of a stage has waited there for long enough, or would be late if another batch went first.</summary>
    /// <param name="stage">The stage, counted from 0.</param>
    /// <param name="isBusy">Whether the processors that the lane computes on have more to do than the lane's work.</param>
    /// <param name="now">The time.</param>
    public bool IsUrgent(int stage, bool isBusy, TimeSpan now)
    {
        if (_pools[stage].MostUrgent is not { } face)
        {
            return false;
        }

        TimeSpan longest = Costs.Longest();
        TimeSpan own = Costs.Of(stage, Math.Min(_pools[stage].Count, Buckets.Limit));
        return now - face.Pooled >= (isBusy ? GrowBatches : HoldBatches) * longest
            || (face.HasDeadline && face.Due - now < longest + own);
    }

    /// <summary>Whether the faces of any stage fill the largest batch.</summary>
    public bool AnyFull()
    {
        for (int stage = 0; stage < _pools.Length; stage++)
        {
            if (IsFull(stage))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The face with the least time left among those that wait for a stage.</summary>
    public QueuedFace? MostUrgent(int stage) => _pools[stage].MostUrgent;

    /// <summary>Faces that go before a newcomer of a class.</summary>
    public double Ahead(FacePriority priority)
    {
        double ahead = 0;
        foreach (StagePool pool in _pools)
        {
            ahead += pool.Ahead(priority);
        }

        return ahead;
    }

    /// <summary>Lets a face wait for its stage.</summary>
    public void Add(QueuedFace face, TimeSpan now)
    {
        face.Pooled = now;
        _pools[face.Stage].Add(face);
        Count++;
    }

    /// <summary>Takes out a face wherever it waits.</summary>
    /// <returns>False when it does not wait.</returns>
    public bool TryRemove(QueuedFace face)
    {
        if (face.List is not { } list)
        {
            return false;
        }

        list.Remove(face);
        Count--;
        return true;
    }

    /// <summary>Takes out the next face of a stage; there must be one.</summary>
    public QueuedFace Take(int stage)
    {
        Count--;
        return _pools[stage].Take();
    }
}
