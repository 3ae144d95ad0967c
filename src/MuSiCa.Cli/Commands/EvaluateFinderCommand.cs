using System.CommandLine;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class EvaluateFinderCommand
{
    public static Command Create(Screen screen)
    {
        var finder = new FinderOptions();
        var provider = new ProviderOptions(ExecutionProvider.Auto);
        Option<string> data = Paths.Option<string>("--data", "DIR", "Folder with the photos; without --boxes a .pts file lies beside each (300-W).");
        data.Required = true;
        Option<string?> boxes = Paths.Option<string?>(
            "--boxes",
            "FILE",
            "True boxes: a JSON list of { image, width, height, faces, ignore }, boxes as [x0, y0, x1, y1]. "
                + "Without it the tight box of each photo's landmarks.");
        var single = new Option<bool>("--single")
        {
            Description = "Only some faces of a photo are annotated: finds elsewhere do not count as false.",
        };
        Option<string?> json = Paths.Option<string?>("--json", "FILE", "Write the figures as JSON.");
        Option<string?> plots = Paths.Option<string?>("--plots", "DIR", "Draw the precision-recall curve there, as PNG.");
        Option<string?> pictures = Paths.Option<string?>(
            "--pictures",
            "DIR",
            "Write pictures of the largest misses and the surest false finds there; outside of every repository.");
        var command = new Command("evaluate-finder", "Measures a face finder on photos whose faces are known.")
        {
            data, boxes, single, json, plots, pictures,
        };
        finder.AddTo(command);
        provider.AddTo(command);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                var run = new FinderEvaluationRun(screen)
                {
                    Finder = finder.Read(result, provider.Read(result)),
                    Data = result.GetValue(data)!,
                    Boxes = result.GetValue(boxes),
                    Single = result.GetValue(single),
                    Json = result.GetValue(json),
                    Plots = result.GetValue(plots),
                    Pictures = result.GetValue(pictures),
                };
                run.Execute(cancellationToken);
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
