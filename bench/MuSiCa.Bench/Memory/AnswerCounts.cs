using System.Collections.Concurrent;

namespace MuSiCa.Bench;

/// <summary>Counts answers by kind; safe for many threads.</summary>
internal sealed class AnswerCounts
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Answers that admit a fault of the service.</summary>
    public int Faults => _counts.Where(static each => IsFault(each.Key)).Sum(static each => each.Value);

    /// <summary>Whether such an answer admits a fault of the service.</summary>
    public static bool IsFault(string kind) => kind is "gRPC Internal" or "gRPC Unknown" || kind.Split(' ')[0] is "500" or "502";

    public void Count(string kind) => _counts.AddOrUpdate(kind, 1, static (_, count) => count + 1);

    /// <summary>What was counted so far.</summary>
    public SortedDictionary<string, int> Sum() => new(_counts, StringComparer.Ordinal);
}
