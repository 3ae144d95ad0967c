using System.Text;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Writes what the service does under more than it can carry.</summary>
internal static class OverloadSection
{
    public static void Write(StringBuilder text, OverloadResult? overload)
    {
        if (overload is null)
        {
            return;
        }

        text.Append("## Overload\n\n");
        if (overload.Reason is { } reason)
        {
            text.Append(Invariant($"**Not all measured: {reason}**\n\n"));
        }

        foreach (IGrouping<string, OverloadPoint> mix in overload.Points.GroupBy(static point => point.Mix))
        {
            double best = OverloadGoals.Best(mix);
            text.Append(Invariant($"### {mix.Key}\n\n"));
            MarkdownTable.Write(
                text,
                [
                    "load", "timeout", "sent/s", "held back/s", "answers/s", "of best", "p50 ms", "p99", "ready p99", "live p99",
                    "recovery s", "service", "load itself", "refused", "failed",
                ],
                mix.Select(point => Row(point, best)));
        }
    }

    private static string[] Row(OverloadPoint point, double best) =>
    [
        point.Load.Name,
        point.Load.IsTimed ? Invariant($"{OverloadMix.Timeout} ms") : "–",
        Cell.Of(point.Figures.Sent),
        Cell.Of(point.Figures.HeldBack),
        Cell.Of(point.Figures.Goodput, 1),
        Cell.Of(OverloadGoals.OfBest(point, best), 2),
        Cell.Of(point.Figures.P50),
        Cell.Of(point.Figures.P99),
        Cell.Of(point.Health.Ready99, 1),
        Cell.Of(point.Health.Live99, 1),
        Cell.Of(point.RecoverySeconds, 2),
        Cell.Share(point.ServerShare),
        Cell.Share(point.LoadShare),
        Cell.Counts(point.Figures.Refusals),
        Cell.Counts(point.Figures.Failures),
    ];
}
