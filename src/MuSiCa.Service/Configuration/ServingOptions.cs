using MuSiCa.Cascade;
using MuSiCa.Serving;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Serving</c>: how faces wait for the model, and how the service shuts down.</summary>
internal sealed record ServingOptions : ISettings
{
    private const int ProcessorBatch = 16;
    private const int DeviceBatch = 64;

    private static readonly SchedulerOptions Defaults = new();

    public static string Section => "MuSiCa:Serving";

    /// <summary>Faces that may be accepted and unanswered at the same time; further requests get a 429.</summary>
    public int QueueLimit { get; init; } = 256;

    /// <summary>Faces that one batch takes at most; 0 takes 16 on the CPU and 64 on a GPU.</summary>
    public int BatchLimit { get; init; }

    /// <summary>Bytes that accepted work may hold: bodies as they arrive, and prepared faces.</summary>
    public long MemoryLimit { get; init; } = 1L << 30;

    /// <summary>How batches are formed: <c>reform</c>, <c>drain</c> or <c>fixed</c>.</summary>
    public string Policy { get; init; } = Defaults.Policy;

    /// <summary>How long a stage may take before its batch is given up.</summary>
    public TimeSpan StageTimeout { get; init; } = Defaults.StageTimeout;

    /// <summary>Whether faces leave earlier while the queue is long.</summary>
    public DegradedSettings Degraded { get; init; } = new();

    /// <summary>How long requests are still accepted after the signal to stop, so that a load balancer can look away.</summary>
    public TimeSpan DrainDelay { get; init; } = TimeSpan.Zero;

    /// <summary>How long accepted requests may take to finish after that.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The settings as the scheduler takes them.</summary>
    /// <param name="provider">What runs the model.</param>
    public SchedulerOptions ToScheduler(ExecutionProvider provider) => new()
    {
        QueueLimit = QueueLimit,
        BatchLimit = BatchLimit != 0 ? BatchLimit : provider == ExecutionProvider.Cpu ? ProcessorBatch : DeviceBatch,
        Policy = Policy,
        StageTimeout = StageTimeout,
        Degraded = Degraded.ToOptions(),
    };

    public void Check(SettingsCheck check)
    {
        check.Between(nameof(QueueLimit), QueueLimit, 1, 1_000_000, "faces");
        check.Between(nameof(BatchLimit), BatchLimit, 0, 4096, "faces");
        check.Between(nameof(MemoryLimit), MemoryLimit, 1, 1L << 40, "bytes");
        if (!BatchPolicies.Names.Contains(Policy))
        {
            check.Fail(nameof(Policy), $"\"{Policy}\"", $"it must be one of {string.Join(", ", BatchPolicies.Names)}");
        }

        check.Between(nameof(StageTimeout), StageTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        check.Between(nameof(DrainDelay), DrainDelay, TimeSpan.Zero, TimeSpan.FromHours(1));
        check.Between(nameof(DrainTimeout), DrainTimeout, TimeSpan.Zero, TimeSpan.FromHours(1));
    }
}
