namespace MuSiCa.Serving;

/// <summary>Runs every batch size of every stage of a model on a lane, and then measures it.</summary>
internal static class LaneWarmup
{
    // The fastest of a few: a disturbance would count for a long time.
    private const int Repeats = 3;

    /// <summary>Warms a model on a lane, in memory of the calling thread.</summary>
    /// <param name="model">The model.</param>
    /// <param name="lane">Which of the lanes, counted from 0.</param>
    /// <param name="workload">Takes what batches take.</param>
    /// <param name="clock">Measures.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    public static void Run(BatchModel model, int lane, Workload workload, SchedulerClock clock, CancellationToken cancellationToken)
    {
        using IBatchRunner runner = model.CreateRunner(lane);
        for (int stage = 0; stage < model.Queues.Length; stage++)
        {
            for (int bucket = 0; bucket < model.Buckets.Sizes.Length; bucket++)
            {
                runner.Blank(model.Buckets.Sizes[bucket]);
                workload.Set(model, stage, bucket, isAlone: false, Measure(stage, isAlone: false));
                if (model.HasAlone)
                {
                    workload.Set(model, stage, bucket, isAlone: true, Measure(stage, isAlone: true));
                }
            }
        }

        TimeSpan Measure(int stage, bool isAlone)
        {
            runner.Execute(stage, isAlone);
            TimeSpan fastest = TimeSpan.MaxValue;
            for (int i = 0; i < Repeats; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                TimeSpan start = clock.Now;
                runner.Execute(stage, isAlone);
                TimeSpan elapsed = clock.Now - start;
                fastest = elapsed < fastest ? elapsed : fastest;
            }

            return fastest;
        }
    }
}
