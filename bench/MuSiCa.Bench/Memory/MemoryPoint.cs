namespace MuSiCa.Bench;

/// <summary>What the service did under one hostile mix.</summary>
/// <param name="Mix">Name of the mix.</param>
/// <param name="IsAlive">Whether it lived at the end.</param>
/// <param name="GoodAsked">Photos that good callers wanted meanwhile.</param>
/// <param name="GoodAnswered">Those of them that were answered.</param>
/// <param name="Good">All answers to good callers by kind.</param>
/// <param name="Hostile">All answers to hostile callers by kind.</param>
/// <param name="Faults">Answers of both that admit a fault of the service.</param>
/// <param name="PeakRss">The most bytes of the process in memory since its start; null where it is gone.</param>
internal sealed record MemoryAttack(
    string Mix,
    bool IsAlive,
    int GoodAsked,
    int GoodAnswered,
    IReadOnlyDictionary<string, int> Good,
    IReadOnlyDictionary<string, int> Hostile,
    int Faults,
    long? PeakRss);

/// <summary>The service within one limit of memory.</summary>
/// <param name="Limit">The limit, bytes.</param>
/// <param name="Attacks">Every mix in turn. A service that ended is started again for the next.</param>
/// <param name="Kills">Processes that the kernel ended for lack of memory.</param>
/// <param name="Exceptions">Lines of its log that name an <see cref="OutOfMemoryException"/>.</param>
/// <param name="GroupPeak">The most bytes of the control group, page cache included; null where the kernel does not tell.</param>
/// <param name="IdleRss">Bytes of the process in memory when nobody had asked it for a while; null where it is gone.</param>
/// <param name="Reason">Why nothing more was measured; null when all was.</param>
internal sealed record MemoryPoint(
    long Limit,
    IReadOnlyList<MemoryAttack> Attacks,
    long Kills,
    int Exceptions,
    long? GroupPeak,
    long? IdleRss,
    string? Reason)
{
    /// <summary>Mixes after which the service had ended.</summary>
    public IEnumerable<string> Fatal => Attacks.Where(static attack => !attack.IsAlive).Select(static attack => attack.Mix);

    /// <summary>The most bytes of the process in memory.</summary>
    public long? PeakRss => Attacks.Max(static attack => attack.PeakRss);

    /// <summary>Share of the good callers' photos that were answered.</summary>
    public double GoodShare => Attacks.Sum(static attack => attack.GoodAnswered) / (double)Attacks.Sum(static attack => attack.GoodAsked);
}

/// <summary>The service within limits of memory, under attack.</summary>
/// <param name="Points">Every limit.</param>
/// <param name="Reason">Why nothing was measured; null when it was.</param>
internal sealed record MemoryResult(IReadOnlyList<MemoryPoint> Points, string? Reason);
