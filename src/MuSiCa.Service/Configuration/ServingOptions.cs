using System.ComponentModel.DataAnnotations;
using MuSiCa.Inference;
using MuSiCa.Serving;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Serving</c>: how faces wait for the model, and how the service shuts down.</summary>
internal sealed record ServingOptions : ISettings, IValidatableObject
{
    private const int ProcessorBatch = 16;
    private const int DeviceBatch = 64;

    private static readonly SchedulerOptions Defaults = new();

    public static string Section => "MuSiCa:Serving";

    /// <summary>Faces that may be accepted and unanswered at the same time; further requests get a 429.</summary>
    [Between(1, 1_000_000, "faces")]
    public int QueueLimit { get; init; } = 256;

    /// <summary>Faces that one batch takes at most; 0 takes 16 on the CPU and 64 on a GPU.</summary>
    [Between(0, 4096, "faces")]
    public int BatchLimit { get; init; }

    /// <summary>
    /// Bytes that accepted work may hold, such as bodies as they arrive and prepared faces; 0 takes what the container's memory leaves,
    /// and lowers <see cref="RequestOptions.MaxBytes"/> and <see cref="RequestOptions.MaxFaces"/> to what fits into that.
    /// </summary>
    [Between(0, 1L << 40, "bytes")]
    public long MemoryLimit { get; init; }

    /// <summary>
    /// How long an interactive request may be expected to wait for its answer; further ones get a 429 until less work waits. Requests
    /// of priority <c>bulk</c> may wait for as long as their time allows.
    /// </summary>
    [Duration("10ms", "1h")]
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How batches are formed: <c>reform</c>, <c>drain</c> or <c>fixed</c>.</summary>
    public string Policy { get; init; } = Defaults.Policy;

    /// <summary>How long a stage may take before its batch is given up.</summary>
    [Duration("10ms", "1h")]
    public TimeSpan StageTimeout { get; init; } = Defaults.StageTimeout;

    /// <summary>Whether faces leave earlier while the queue is long.</summary>
    public DegradedSettings Degraded { get; init; } = new();

    /// <summary>How exits watch themselves.</summary>
    public ShadowSettings Shadow { get; init; } = new();

    /// <summary>When a model that fails every time is left alone.</summary>
    public BreakerSettings Breaker { get; init; } = new();

    /// <summary>
    /// How long requests are still accepted after the signal to stop, so that a load balancer can look away: Kubernetes takes a pod
    /// out of its endpoints at the same time as it sends the signal, and tells all nodes within seconds. Ctrl+C leaves it out.
    /// </summary>
    [Duration("0s", "1h")]
    public TimeSpan DrainDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long accepted requests may take to finish after that.</summary>
    [Duration("0s", "1h")]
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long answers may take to reach their clients after that, before all connections are closed.</summary>
    [Duration("0s", "1h")]
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The settings as the scheduler takes them.</summary>
    public SchedulerOptions ToScheduler() => new() { Policy = Policy, StageTimeout = StageTimeout, Breaker = Breaker.ToOptions() };

    /// <summary>The settings as the cascade takes them.</summary>
    /// <param name="provider">What runs it.</param>
    public CascadeOptions ToCascade(ExecutionProvider provider) => new()
    {
        QueueLimit = QueueLimit,
        BatchLimit = BatchLimit != 0 ? BatchLimit : provider == ExecutionProvider.Cpu ? ProcessorBatch : DeviceBatch,
        Degraded = Degraded.ToOptions(),
        Shadow = Shadow.ToOptions(),
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!BatchPolicies.Names.Contains(Policy))
        {
            yield return new ValidationResult(SettingsRules.Refusal(
                nameof(Policy), $"\"{Policy}\"", $"it must be one of {string.Join(", ", BatchPolicies.Names)}"));
        }
    }
}
