namespace MuSiCa.Serving.Tests;

/// <summary>The queues of one model, without threads, and items to put into them.</summary>
internal sealed class TestQueues
{
    private TestQueues(int batchLimit, int stages, Func<int, int> padding)
    {
        Model = new TestBatchModel(stages, batchLimit) { Padding = padding };
        Set.Add(Model);
    }

    public QueueSet Set { get; } = new();

    public TestBatchModel Model { get; }

    public StageCosts Costs => Model.Costs;

    public int Count => Set.Count;

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    /// <summary>Queues of a device on which each batch takes the same time, however many items it has; without a cost nothing is measured.</summary>
    public static TestQueues Create(
        int batchLimit, TimeSpan? cost = null, int stages = TestModel.Stages, Func<int, int>? padding = null)
    {
        var queues = new TestQueues(batchLimit, stages, padding ?? (static items => items));
        if (cost is { } batch)
        {
            queues.Measure(_ => batch);
        }

        return queues;
    }

    /// <summary>Queues of a device on which each item takes the same time, however many there are.</summary>
    public static TestQueues CreateLinear(int batchLimit, TimeSpan anItem)
    {
        TestQueues queues = Create(batchLimit);
        queues.Measure(rows => rows * anItem);
        return queues;
    }

    /// <summary>An item that is in no queue.</summary>
    public static TestItem Free(double rank = 0, FacePriority priority = FacePriority.Interactive) =>
        new(new TestBatchModel(1, 1)) { Rank = Ms(rank), Priority = priority };

    /// <summary>An item of the model.</summary>
    public TestItem Item(double rank = 0, FacePriority priority = FacePriority.Interactive, int stage = 0) =>
        new(Model) { Rank = Ms(rank), Priority = priority, Stage = stage };

    /// <summary>The queue of a stage.</summary>
    public StageQueue Of(int stage) => Model.Queues[stage];

    /// <summary>Lets items without a deadline wait for a stage.</summary>
    public void Fill(int stage, int count, TimeSpan now = default)
    {
        for (int i = 0; i < count; i++)
        {
            Set.Add(Item(stage: stage), now);
        }
    }

    private void Measure(Func<int, TimeSpan> cost)
    {
        for (int stage = 0; stage < Model.Queues.Length; stage++)
        {
            for (int bucket = 0; bucket < Model.Buckets.Sizes.Length; bucket++)
            {
                Costs.Set(stage, bucket, cost(Model.Buckets.Sizes[bucket]));
            }
        }
    }
}

/// <summary>A model that nothing runs.</summary>
internal sealed class TestBatchModel(int stages, int batchLimit, int firstNumber = 1)
    : BatchModel(stages, firstNumber, batchLimit, hasAlone: false, TestBreaker.Create(stages: stages))
{
    /// <summary>Rows that are computed for a number of items.</summary>
    public Func<int, int> Padding { get; init; } = static items => items;

    public override int PaddedCount(int lane, int items) => Padding(items);

    public override IBatchRunner CreateRunner(int lane) => throw new NotSupportedException("Nothing runs it.");
}

/// <summary>An item that nobody waits for.</summary>
internal sealed class TestItem(BatchModel model) : WorkItem(model)
{
    public override bool IsShadow => Shadow;

    /// <summary>Whether it is a shadow.</summary>
    public bool Shadow { get; init; }

    public override bool IsSettled => false;

    public override bool IsThrough() => false;

    public override void Finish()
    {
    }

    public override void Expire()
    {
    }

    public override void Fail(WorkEnd end, Exception reason)
    {
    }

    public override void Drop()
    {
    }
}
