using MuSiCa.Inference;

namespace MuSiCa.Serving;

/// <summary>Runs every batch size of every stage of a lane, and then measures it.</summary>
internal static class LaneWarmup
{
    // The fastest of a few: a disturbance would count for a long time.
    private const int Repeats = 3;

    /// <summary>Warms a lane.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="buckets">The sizes of its batches.</param>
    /// <param name="clock">Measures.</param>
    /// <param name="measured">Takes the stage, the index of the bucket, whether it is the session for lone batches, and the time of a batch.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    public static void Run(
        Lane lane, Buckets buckets, SchedulerClock clock, Action<int, int, bool, TimeSpan> measured, CancellationToken cancellationToken)
    {
        CascadeSession session = lane.Definition.Session;
        using var batch = new StageBatch(StageShape.Of(session.Package), buckets.Limit);
        for (int stage = 0; stage < session.Stages.Length; stage++)
        {
            for (int bucket = 0; bucket < buckets.Sizes.Length; bucket++)
            {
                batch.Count = buckets.Sizes[bucket];
                measured(stage, bucket, false, Measure(lane.Runner(isAlone: false), stage));
                if (lane.Definition.Alone is not null)
                {
                    measured(stage, bucket, true, Measure(lane.Runner(isAlone: true), stage));
                }
            }
        }

        TimeSpan Measure(StageRunner runner, int stage)
        {
            runner.Execute(stage, batch);
            TimeSpan fastest = TimeSpan.MaxValue;
            for (int i = 0; i < Repeats; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                TimeSpan start = clock.Now;
                runner.Execute(stage, batch);
                TimeSpan elapsed = clock.Now - start;
                fastest = elapsed < fastest ? elapsed : fastest;
            }

            return fastest;
        }
    }
}
