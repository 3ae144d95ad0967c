using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Holds a run to what is wanted of the service within little memory.</summary>
internal static class MemoryGoals
{
    public static IEnumerable<Goal> Of(MemoryResult? memory)
    {
        if (memory is { Points.Count: 0 })
        {
            yield return Goal.AtMost("processes that end within little memory", 0, null, memory.Reason!);
        }

        foreach (MemoryPoint point in memory?.Points ?? [])
        {
            string limit = Invariant($"{point.Limit >> 20} MiB");
            string[] fatal = [.. point.Fatal];
            bool isWhole = point.Reason is null;

            // A service that does not start within its limit has failed as well.
            yield return Goal.AtMost(
                $"{limit}: ends of the process and kills by the kernel",
                0,
                Math.Max(point.Kills, fatal.Length) + (isWhole ? 0 : 1),
                point.Reason ?? (fatal.Length > 0 ? $"under {string.Join(", ", fatal)}" : "all attacks"));
            yield return Goal.AtMost(
                $"{limit}: answers that admit a fault of the service",
                0,
                point.Attacks.Count > 0 ? point.Attacks.Sum(static attack => attack.Faults) : null,
                point.Attacks.Count > 0 ? Invariant($"{point.GoodShare:P1} of the good photos answered") : point.Reason!);
            yield return Goal.AtMost(
                $"{limit}: lines of the log that name an OutOfMemoryException",
                0,
                point.Attacks.Count > 0 ? point.Exceptions : null,
                "the service's log");
        }
    }
}
