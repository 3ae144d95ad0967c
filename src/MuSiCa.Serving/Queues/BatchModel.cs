using System.Collections.Immutable;

namespace MuSiCa.Serving;

/// <summary>A model as the scheduler sees it: the queues of its stages, what its batches take, and what runs them.</summary>
internal abstract class BatchModel
{
    private readonly int _firstNumber;
    private bool _isRemoved;

    /// <summary>Creates a model.</summary>
    /// <param name="stages">How many stages it has, above 0.</param>
    /// <param name="firstNumber">The number of its first stage in metrics and messages: 0 for detection, 1 for a cascade.</param>
    /// <param name="batchLimit">Items that run together at most, above 0.</param>
    /// <param name="hasAlone">Whether batches that are the only work there is run on a session of their own.</param>
    /// <param name="breaker">Says when nothing of it may run; disposed of by the scheduler.</param>
    protected BatchModel(int stages, int firstNumber, int batchLimit, bool hasAlone, Breaker breaker)
    {
        _firstNumber = firstNumber;
        Buckets = new Buckets(batchLimit);
        Costs = new StageCosts(stages, Buckets);
        AloneCosts = hasAlone ? new StageCosts(stages, Buckets) : Costs;
        Breaker = breaker;
        Queues = [.. Enumerable.Range(0, stages).Select(stage => new StageQueue(this, stage))];
    }

    /// <summary>Batch sizes.</summary>
    public Buckets Buckets { get; }

    /// <summary>What batches take that run beside others.</summary>
    public StageCosts Costs { get; }

    /// <summary>What batches take that are the only work there is; the same where no session of their own runs these.</summary>
    public StageCosts AloneCosts { get; }

    /// <summary>Whether batches that are the only work there is run on a session of their own.</summary>
    public bool HasAlone => AloneCosts != Costs;

    /// <summary>Says when nothing of it may run.</summary>
    public Breaker Breaker { get; }

    /// <summary>Where items wait, one queue a stage.</summary>
    public ImmutableArray<StageQueue> Queues { get; }

    /// <summary>Whether it is served no longer. Set under the dispatcher's lock, when nothing of it waits.</summary>
    public bool IsRemoved
    {
        get => Volatile.Read(ref _isRemoved);
        set => Volatile.Write(ref _isRemoved, value);
    }

    /// <summary>Items that were admitted and are being prepared on the processors.</summary>
    public virtual int Expected => 0;

    /// <summary>The number of a stage in metrics and messages.</summary>
    /// <param name="stage">The stage, counted from 0.</param>
    public int NumberOf(int stage) => _firstNumber + stage;

    /// <summary>Rows that a lane really computes for a batch of so many items.</summary>
    /// <param name="lane">Which of the lanes, counted from 0.</param>
    /// <param name="items">How many.</param>
    public abstract int PaddedCount(int lane, int items);

    /// <summary>Makes what runs batches on a lane, for one thread, which disposes of it.</summary>
    /// <param name="lane">Which of the lanes, counted from 0.</param>
    public abstract IBatchRunner CreateRunner(int lane);
}

/// <summary>Runs the batches of one model for one worker, in memory of its own. Belongs to one thread.</summary>
internal interface IBatchRunner : IDisposable
{
    /// <summary>Fills the first rows with items, in their order. They are copied: what is in them may be given back afterwards.</summary>
    void Gather(int stage, ReadOnlySpan<WorkItem> items);

    /// <summary>Fills so many rows with nothing of anybody's, for warming and for the probe of the breaker.</summary>
    void Blank(int rows);

    /// <summary>Runs a stage on what was gathered.</summary>
    /// <param name="stage">The stage, counted from 0.</param>
    /// <param name="isAlone">Whether it is the only work there is.</param>
    void Execute(int stage, bool isAlone);

    /// <summary>Whether every row that was executed is finite.</summary>
    bool IsFinite();

    /// <summary>
    /// Hands each item of a batch its row. Those of a row that is not finite fail, those that are through leave the batch, others
    /// stay in it for their next stage. The breaker hears of the run before any caller does, who may come back at once.
    /// </summary>
    /// <param name="batch">The batch that was gathered.</param>
    /// <param name="times">What the batch took.</param>
    void Complete(Batch batch, BatchTimes times);
}

/// <summary>The time of a batch in each of its phases.</summary>
/// <param name="Gather">Until its inputs were copied.</param>
/// <param name="Turn">Until the device was free for it.</param>
/// <param name="Execute">While the stage ran.</param>
internal readonly record struct BatchTimes(TimeSpan Gather, TimeSpan Turn, TimeSpan Execute);
