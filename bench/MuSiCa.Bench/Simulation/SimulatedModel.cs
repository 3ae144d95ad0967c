using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>A cascade whose batches take what a device says. Nothing runs them.</summary>
internal sealed class SimulatedModel : BatchModel
{
    public SimulatedModel(DeviceCosts device, int stages)
        : base(stages, firstNumber: 1, device.BatchLimit, hasAlone: false, NewBreaker(stages))
    {
        for (int stage = 0; stage < stages; stage++)
        {
            for (int bucket = 0; bucket < Buckets.Sizes.Length; bucket++)
            {
                Costs.Set(stage, bucket, device.Of(stage, Buckets.Sizes[bucket]));
            }
        }
    }

    public override int PaddedCount(int lane, int items) => items;

    public override IBatchRunner CreateRunner(int lane) => throw new NotSupportedException("The simulation runs nothing.");

    private static Breaker NewBreaker(int stages) => new(
        "simulated", stages, new BreakerOptions(), new SchedulerClock(TimeProvider.System), TimeProvider.System, new ServingLog(null));
}
