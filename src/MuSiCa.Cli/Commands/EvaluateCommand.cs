using System.CommandLine;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class EvaluateCommand
{
    private const int MostTogether = 4096;

    public static Command Create(Screen screen)
    {
        var model = new ModelOptions(ExecutionProvider.Auto);
        var limits = new LimitOptions();
        var finder = new FinderOptions();
        Option<string> data = Paths.Option<string>(
            "--data",
            "DIR",
            "Folder with annotated faces: .pts files beside images (300-W), or the images of a WFLW list.");
        data.Required = true;
        Option<string?> boxes = Paths.Option<string?>(
            "--boxes",
            "FILE",
            "Boxes of the faces: a CSV with the columns name, x0, y0, x1, y1, a WFLW list, or its faces68of98.json. Without it tight boxes are used.");
        var find = new Option<bool>("--find")
        {
            Description = "Frame the faces by the boxes that the finder finds; faces that it does not find are told and left out.",
        };
        Option<string?> json = Paths.Option<string?>("--json", "FILE", "Write the figures as JSON.");
        Option<string?> plots = Paths.Option<string?>(
            "--plots",
            "DIR",
            "Draw the cumulative error distribution and the exit curve there, as PNG.");
        Option<string?> dump = Paths.Option<string?>(
            "--dump",
            "FILE",
            "Write every face's landmarks and predicted errors after each stage, as JSON lines.");
        var batchSize = new Option<int>("--batch-size")
        {
            Description = "Faces that run together.",
            HelpName = "N",
            DefaultValueFactory = _ => OfflineRunner.DefaultBatchSize,
        };
        Numbers.Whole(batchSize, 1, MostTogether);

        var command = new Command("evaluate", "Measures a model on annotated faces: each stage, all stages, and the exit rule.")
        {
            data, boxes, find, json, plots, dump, batchSize,
        };
        model.AddTo(command);
        limits.AddTo(command);
        finder.AddTo(command);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                var run = new EvaluationRun(screen)
                {
                    Model = model.Read(result),
                    Limits = limits.Read(result),
                    Data = result.GetValue(data)!,
                    Boxes = result.GetValue(boxes),
                    Finder = result.GetValue(find) ? finder.Read(result, model.Provider.Read(result)) : null,
                    Json = result.GetValue(json),
                    Plots = result.GetValue(plots),
                    Dump = result.GetValue(dump),
                    BatchSize = result.GetValue(batchSize),
                };
                run.Execute(cancellationToken);
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
