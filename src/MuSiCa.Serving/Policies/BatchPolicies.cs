using System.Collections.Immutable;

namespace MuSiCa.Serving;

/// <summary>The batch policies by name.</summary>
public static class BatchPolicies
{
    /// <summary>Survivors return to the queues and meet newcomers in full batches. The default.</summary>
    public const string Reform = "reform";

    /// <summary>A batch runs to its end with whoever is left in it.</summary>
    public const string Drain = "drain";

    /// <summary>Every face runs all stages.</summary>
    public const string Fixed = "fixed";

    /// <summary>Every name.</summary>
    public static ImmutableArray<string> Names { get; } = [Reform, Drain, Fixed];

    internal static IBatchPolicy Create(string name) => name switch
    {
        Reform => new ReformPolicy(),
        Drain => new TogetherPolicy(leavesEarly: true),
        Fixed => new TogetherPolicy(leavesEarly: false),
        _ => throw new ArgumentException($"'{name}' is no batch policy; there are {string.Join(", ", Names)}.", nameof(name)),
    };
}

/// <summary>Decides what runs next and what becomes of the items that go on.</summary>
internal interface IBatchPolicy
{
    /// <summary>Whether faces may leave before the last stage.</summary>
    bool LeavesEarly { get; }

    /// <summary>Whether the survivors of a batch stay in it to the last stage instead of returning to the queues.</summary>
    bool StaysTogether { get; }

    /// <summary>The queue to run next; at least one item waits.</summary>
    /// <param name="queues">Where items wait.</param>
    /// <param name="isBusy">Whether the processors that the lane computes on have more to do than the lane's work.</param>
    /// <param name="now">The time.</param>
    StageQueue Choose(QueueSet queues, bool isBusy, TimeSpan now);
}

/// <summary>
/// A batch runs to its end with whoever is left in it; the next one starts only then. What has been searched goes before what has
/// not. Without early exits it is a server without a selective cascade.
/// </summary>
internal sealed class TogetherPolicy(bool leavesEarly) : IBatchPolicy
{
    public bool LeavesEarly => leavesEarly;

    public bool StaysTogether => true;

    public StageQueue Choose(QueueSet queues, bool isBusy, TimeSpan now) => queues.Deepest(isEntry: false)!;
}
