using System.Collections.Immutable;
using MuSiCa.Cli;
using MuSiCa.Inference;

namespace MuSiCa.Bench;

/// <summary>Runs every different face through all stages and sees what the exits would have left of the accuracy.</summary>
internal static class SelectiveBench
{
    public static SelectiveError Run(CascadeSession session, BenchFaces faces, CancellationToken cancellationToken)
    {
        ModelPackage package = session.Package;
        using var runner = new OfflineRunner(session);
        IReadOnlyList<PreparedFace> different = faces.Different;
        StageTrace[][] traces = runner.Trace(different, cancellationToken);
        double[][] predicted = PerStage(package, traces, static (trace, _) => trace.PredictedError);
        double[][] gains = PerStage(package, traces, static (trace, _) => trace.PredictedGain);
        double[][] errors = faces.Truth is { } truth
            ? PerStage(package, traces, (trace, face) => FaceError.MeanDistance(trace.Landmarks.AsSpan(), truth[face])
                / FaceError.InterOcular(truth[face], package.Landmarks))
            : predicted;
        var measured = new MeasuredFaces(errors, errors, predicted, [.. package.Stages.Select(static stage => stage.MultiplyAdds)], gains);
        int[] last = SelectiveFigures.LastStages(measured, new ExitRule(package).Resolve(ExitLimits.Default));
        double selective = Statistics.Mean(ExitCurves.Taken(errors, last));
        double all = Statistics.Mean(errors[^1]);
        ImmutableArray<ExitTableRow> table = package.Exit.Table;
        return new SelectiveError(
            faces.Truth is null ? "the model's predicted errors" : "labelled faces",
            different.Count,
            last.Average() + 1,
            selective,
            all,
            selective / all,
            table.IsEmpty || package.Exit.UsesGain
                ? null
                : At(table, package.Exit.Threshold, static row => row.Nme) / table.MaxBy(static row => row.MeanStages)!.Nme,
            table.IsEmpty || package.Exit.UsesGain ? null : At(table, package.Exit.Threshold, static row => row.MeanStages));
    }

    private static double[][] PerStage(ModelPackage package, StageTrace[][] traces, Func<StageTrace, int, double> value) =>
    [
        .. Enumerable.Range(0, package.Stages.Length).Select(stage => traces.Select((trace, face) => value(trace[stage], face)).ToArray()),
    ];

    private static double At(ImmutableArray<ExitTableRow> table, double threshold, Func<ExitTableRow, double> figure)
    {
        int above = 0;
        while (above < table.Length && table[above].Threshold < threshold)
        {
            above++;
        }

        if (above == 0 || above == table.Length)
        {
            return figure(table[Math.Min(above, table.Length - 1)]);
        }

        ExitTableRow low = table[above - 1];
        ExitTableRow high = table[above];
        double share = (threshold - low.Threshold) / (high.Threshold - low.Threshold);
        return figure(low) + (share * (figure(high) - figure(low)));
    }
}
