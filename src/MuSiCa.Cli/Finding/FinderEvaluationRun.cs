using System.Text.Json;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// One call of the evaluate-finder command.
internal sealed class FinderEvaluationRun(Screen screen)
{
    public required FinderSettings Finder { get; init; }

    public required string Data { get; init; }

    public string? Boxes { get; init; }

    public bool Single { get; init; }

    public string? Json { get; init; }

    public string? Plots { get; init; }

    public string? Pictures { get; init; }

    public void Execute(CancellationToken cancellationToken)
    {
        OutputFile.Check(Json);
        OutputFile.CheckFolder(Plots);
        OutputFile.CheckFolder(Pictures);
        if (Pictures is not null)
        {
            FinderPictures.CheckFolder(Pictures);
        }

        using FinderSession session = Finder.Open(screen);
        PhotoSet set = PhotoSetReader.Read(Data, Boxes);
        using var evaluator = new FinderEvaluator(session);
        FinderEvaluation evaluation = evaluator.Run(set, Finder.Faces, Single, screen, cancellationToken);
        var report = FinderReport.Create(session, set, evaluation);
        FinderTables.Write(screen.Output, report);
        WriteFiles(evaluation, report, cancellationToken);
    }

    private void WriteFiles(FinderEvaluation evaluation, FinderReport report, CancellationToken cancellationToken)
    {
        if (Json is not null)
        {
            OutputFile.Write(Json, [.. JsonSerializer.SerializeToUtf8Bytes(report, FinderReportJsonContext.Default.FinderReport), .. "\n"u8]);
            screen.Remark($"wrote {Json}");
        }

        if (Plots is not null)
        {
            Directory.CreateDirectory(Plots);
            ChartFile.Write(Path.Combine(Plots, "precision-recall.png"), PrecisionRecallChart.Draw(evaluation, report), screen);
        }

        if (Pictures is not null)
        {
            int count = FinderPictures.Write(Pictures, evaluation, cancellationToken);
            screen.Remark($"wrote {count} pictures to {Pictures}. They show the data; keep them out of every repository");
        }
    }
}
