namespace MuSiCa.Serving.Tests;

/// <summary>Pools without threads, and faces to put into them.</summary>
internal static class TestPools
{
    public static StagePools Create(int batchLimit, TimeSpan? cost = null, int stages = TestModel.Stages)
    {
        var buckets = new Buckets(batchLimit);
        var costs = new StageCosts(stages, buckets);
        for (int stage = 0; stage < stages && cost is not null; stage++)
        {
            for (int bucket = 0; bucket < buckets.Sizes.Length; bucket++)
            {
                costs.Set(stage, bucket, cost.Value);
            }
        }

        return new StagePools(stages, buckets, costs);
    }

    /// <summary>Pools of a device on which each face takes the same time, however many there are.</summary>
    public static StagePools CreateLinear(int batchLimit, TimeSpan aFace)
    {
        StagePools pools = Create(batchLimit);
        for (int stage = 0; stage < pools.Stages; stage++)
        {
            for (int bucket = 0; bucket < pools.Buckets.Sizes.Length; bucket++)
            {
                pools.Costs.Set(stage, bucket, pools.Buckets.Sizes[bucket] * aFace);
            }
        }

        return pools;
    }

    public static QueuedFace Face(double rank = 0, FacePriority priority = FacePriority.Interactive, int stage = 0) =>
        new() { Rank = Ms(rank), Priority = priority, Stage = stage };

    /// <summary>Lets faces without a deadline wait for a stage.</summary>
    public static void Fill(this StagePools pools, int stage, int count, TimeSpan now = default)
    {
        for (int i = 0; i < count; i++)
        {
            pools.Add(Face(stage: stage), now);
        }
    }

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
