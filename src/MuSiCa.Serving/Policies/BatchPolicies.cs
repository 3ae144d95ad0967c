using System.Collections.Immutable;

namespace MuSiCa.Serving;

/// <summary>The batch policies by name.</summary>
public static class BatchPolicies
{
    /// <summary>Survivors return to the pools and meet newcomers in full batches. The default.</summary>
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
        Drain => new DrainPolicy(),
        Fixed => new FixedPolicy(),
        _ => throw new ArgumentException($"'{name}' is no batch policy; there are {string.Join(", ", Names)}.", nameof(name)),
    };
}
