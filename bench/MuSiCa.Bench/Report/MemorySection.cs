using System.Text;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Writes what the service does when its memory is attacked.</summary>
internal static class MemorySection
{
    public static void Write(StringBuilder text, MemoryResult? memory)
    {
        if (memory is null)
        {
            return;
        }

        text.Append("## Memory\n\n");
        if (memory.Reason is { } skipped)
        {
            text.Append(Invariant($"**Not measured: {skipped}**\n\n"));
            return;
        }

        MarkdownTable.Write(
            text,
            ["limit", "peak of the group MiB", "peak RSS", "RSS when idle again", "kills", "OutOfMemoryException", "good photos answered"],
            memory.Points.Select(Row));
        foreach (MemoryPoint point in memory.Points)
        {
            text.Append(Invariant($"### {point.Limit >> 20} MiB\n\n"));
            if (point.Reason is { } reason)
            {
                text.Append(Invariant($"**Not all measured: {reason}**\n\n"));
            }

            MarkdownTable.Write(
                text,
                ["attack", "alive", "good photos answered", "peak RSS MiB", "answers to good callers", "to hostile ones"],
                point.Attacks.Select(Row));
        }
    }

    private static string[] Row(MemoryPoint point) =>
    [
        Invariant($"{point.Limit >> 20} MiB"),
        Mebibytes(point.GroupPeak),
        Mebibytes(point.PeakRss),
        Mebibytes(point.IdleRss),
        Cell.Of(point.Kills),
        Cell.Of(point.Exceptions),
        Cell.Share(point.GoodShare),
    ];

    private static string[] Row(MemoryAttack attack) =>
    [
        attack.Mix,
        attack.IsAlive ? "yes" : "**no**",
        Invariant($"{attack.GoodAnswered} of {attack.GoodAsked}"),
        Mebibytes(attack.PeakRss),
        Cell.Counts(attack.Good),
        Cell.Counts(attack.Hostile),
    ];

    private static string Mebibytes(long? bytes) => bytes is { } known ? Cell.Of(known / 1048576.0) : "–";
}
