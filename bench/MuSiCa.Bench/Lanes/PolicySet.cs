using MuSiCa.Inference;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>A scheduler for each policy, all over the same sessions; those that are not used sleep.</summary>
internal sealed class PolicySet : IDisposable
{
    /// <summary>Faces that run together at most, as the service has it on the processor.</summary>
    public const int BatchLimit = 16;

    private readonly List<BatchScheduler> _schedulers = [];
    private readonly Dictionary<string, ServedCascade> _cascades = [];

    public PolicySet(CascadeSession single, CascadeSession whole, TimeProvider timeProvider)
    {
        foreach (string policy in BatchPolicies.Names)
        {
            var scheduler = new BatchScheduler(BenchSessions.Lanes(), new SchedulerOptions { Policy = policy }, timeProvider);
            _schedulers.Add(scheduler);
            _cascades.Add(policy, scheduler.Add(
                BenchSessions.On(single, whole),
                new CascadeOptions { QueueLimit = FaceLoader.Wanted, BatchLimit = BatchLimit },
                new MemoryBudget(long.MaxValue)));
        }
    }

    /// <summary>The cascade on the scheduler with a policy.</summary>
    public ServedCascade this[string policy] => _cascades[policy];

    /// <summary>Warms and measures the lanes of each.</summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        foreach (ServedCascade cascade in _cascades.Values)
        {
            await cascade.WarmUpAsync(cancellationToken);
        }
    }

    /// <summary>An order of one face; without exits it runs every stage.</summary>
    public static FaceOrder Order(bool leavesEarly) =>
        new(1) { Limits = leavesEarly ? ExitLimits.Default : new ExitLimits(MaxError: float.Epsilon) };

    public void Dispose() => _schedulers.ForEach(static scheduler => scheduler.Dispose());
}
