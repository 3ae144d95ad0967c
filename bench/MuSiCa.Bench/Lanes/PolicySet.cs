using MuSiCa.Inference;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>A scheduler for each policy, all over the same sessions; those that are not used sleep.</summary>
internal sealed class PolicySet : IDisposable
{
    /// <summary>Faces that run together at most, as the service has it on the processor.</summary>
    public const int BatchLimit = 16;

    private readonly Dictionary<string, FaceScheduler> _schedulers;

    public PolicySet(IReadOnlyList<LaneDefinition> lanes, TimeProvider timeProvider)
    {
        _schedulers = BatchPolicies.Names.ToDictionary(static name => name, name => new FaceScheduler(
            lanes,
            new SchedulerOptions { QueueLimit = FaceLoader.Wanted, BatchLimit = BatchLimit, Policy = name },
            new MemoryBudget(long.MaxValue),
            timeProvider));
    }

    /// <summary>The scheduler with a policy.</summary>
    public FaceScheduler this[string policy] => _schedulers[policy];

    /// <summary>Warms and measures the lanes of each.</summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        foreach (FaceScheduler scheduler in _schedulers.Values)
        {
            await scheduler.WarmUpAsync(cancellationToken);
        }
    }

    /// <summary>An order of one face; without exits it runs every stage.</summary>
    public static FaceOrder Order(bool leavesEarly) =>
        new(1) { Limits = leavesEarly ? ExitLimits.Default : new ExitLimits(MaxError: float.Epsilon) };

    public void Dispose()
    {
        foreach (FaceScheduler scheduler in _schedulers.Values)
        {
            scheduler.Dispose();
        }
    }
}
