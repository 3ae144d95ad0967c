using System.Text.Json;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// One call of the evaluate command.
internal sealed class EvaluationRun(Screen screen)
{
    public required ModelSettings Model { get; init; }

    public required ExitLimits Limits { get; init; }

    public required string Data { get; init; }

    public string? Boxes { get; init; }

    /// <summary>Finds the boxes of the faces; <see langword="null"/> where the data's are taken.</summary>
    public FinderSettings? Finder { get; init; }

    public string? Json { get; init; }

    public string? Plots { get; init; }

    public string? Dump { get; init; }

    public required int BatchSize { get; init; }

    public void Execute(CancellationToken cancellationToken)
    {
        OutputFile.Check(Json);
        OutputFile.Check(Dump);
        OutputFile.CheckFolder(Plots);
        using CascadeSession session = Model.Open(screen);
        ExitPlan plan = new ExitRule(session.Package).Resolve(Limits);
        FaceSet set = ReadFaces(session.Package.Landmarks.Count, cancellationToken);
        using var evaluator = new Evaluator(session, BatchSize);
        Evaluation evaluation = evaluator.Run(set, plan, screen, cancellationToken);
        screen.Remark(evaluator.Speed(set.Faces.Count));
        EvaluationReport report = EvaluationReport.Create(evaluation);
        ReportTables.Write(screen.Output, report, Named(session.Package.Exit, plan, evaluation.Faces));
        WriteFiles(evaluation, report);
    }

    private FaceSet ReadFaces(int landmarks, CancellationToken cancellationToken)
    {
        if (Finder is null)
        {
            return FaceSetReader.Read(Data, Boxes, landmarks, screen);
        }

        using FinderSession session = Finder.Open(screen);
        return FoundBoxes.Replace(FaceSetReader.Read(Data, Boxes, landmarks), session, Finder.Faces, screen, cancellationToken);
    }

    // The rules that have a name or were asked for.
    private static ExitRow[] Named(ExitCalibration exit, ExitPlan plan, MeasuredFaces faces)
    {
        ExitPlan Of(string profile) => new(exit.Profiles[profile], faces.Stages, exit.GainProfiles.GetValueOrDefault(profile));
        return
        [
            .. exit.Profiles.Keys.Select(Of)
                .Append(new ExitPlan(exit.Threshold, faces.Stages, exit.GainThreshold))
                .Append(plan with { Stages = faces.Stages })
                .Distinct()
                .OrderBy(rule => rule.GainThreshold)
                .ThenBy(rule => rule.Threshold)
                .Select(rule => ExitRow.Measure(faces, rule)),
        ];
    }

    private void WriteFiles(Evaluation evaluation, EvaluationReport report)
    {
        if (Json is not null)
        {
            OutputFile.Write(Json, [.. JsonSerializer.SerializeToUtf8Bytes(report, EvaluationJsonContext.Default.EvaluationReport), .. "\n"u8]);
            screen.Remark($"wrote {Json}");
        }

        if (Dump is not null)
        {
            DumpFile.Write(Dump, evaluation);
            screen.Remark($"wrote {Dump}");
        }

        if (Plots is not null)
        {
            Directory.CreateDirectory(Plots);
            ChartFile.Write(Path.Combine(Plots, "error-distribution.png"), ErrorDistributionChart.Draw(evaluation, report), screen);
            ChartFile.Write(Path.Combine(Plots, "exit-curve.png"), ExitCurveChart.Draw(report), screen);
        }
    }
}
