using System.CommandLine;
using MuSiCa.Cli;
using MuSiCa.Inference;

namespace MuSiCa.Bench;

internal static class BenchCommand
{
    public static async Task<int> RunAsync(string[] arguments, Screen screen)
    {
        ParseResult parsed = Create(screen).Parse(arguments);
        try
        {
            int code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
            return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
        }
        catch (OperationCanceledException)
        {
            screen.Error.WriteLine("bench: stopped.");
            return ExitCodes.Cancelled;
        }
        catch (Exception exception) when (exception is UserException or ModelPackageException or IOException)
        {
            screen.Error.WriteLine($"bench: {exception.Message}");
            return ExitCodes.Failure;
        }
    }

    private static RootCommand Create(Screen screen)
    {
        var quick = new Option<bool>("--quick") { Description = "The short form, without its longest parts: within five minutes on two processors." };
        Option<string?> json = File("--json", "FILE", "Write the figures there as well, as JSON.");
        Option<string?> output = File("--out", "DIR", "Folder for report.md, bench.json and the charts (artifacts/bench).");
        Option<string?> only = File("--only", "PARTS", $"Run only some parts, with commas between: {string.Join(", ", BenchParts.All)}.");
        Option<string?> model = File("--model", "DIR", "Folder of the model package (models/musica-68-int8).");
        Option<string?> data = File(
            "--data",
            "DIR",
            "Folder of labelled faces, .pts files beside images and a boxes.csv in it or beside it; the sample photos without.");
        Option<string?> faces = File(
            "--faces", "DIR", "Folder of labelled faces that the sequences of the part track are made of; the sample photos without.");
        Option<string?> faceBoxes = File(
            "--face-boxes", "FILE", "CSV with the boxes of those faces; without it, tight boxes of their landmarks.");
        Option<string?> costs = File("--costs", "FILE", "JSON of a run on another device, whose batch times the simulation takes too.");
        only.Validators.Add(static result =>
        {
            string[] unknown = [.. Parts(result.GetValueOrDefault<string?>(), isQuick: true).Except(BenchParts.All)];
            if (unknown.Length > 0)
            {
                result.AddError($"--only {string.Join(',', unknown)} is unknown; there are {string.Join(", ", BenchParts.All)}.");
            }
        });
        var command = new RootCommand(
            "Measures the scheduler against its ceiling, its policies against each other, and the service against a peer.")
        {
            quick, json, output, only, model, data, faces, faceBoxes, costs,
        };
        command.SetAction((result, cancellationToken) => Task.Run(
            async () =>
            {
                var settings = new BenchSettings(
                    result.GetValue(quick),
                    Parts(result.GetValue(only), result.GetValue(quick)),
                    result.GetValue(output) ?? Path.Combine(RepositoryFolder.Root, "artifacts", "bench"),
                    result.GetValue(json),
                    result.GetValue(model) ?? ModelLocation.Default(),
                    result.GetValue(data) ?? RepositoryFolder.Data(),
                    result.GetValue(faces),
                    result.GetValue(faceBoxes),
                    result.GetValue(costs));
                await new BenchRun(settings, screen, TimeProvider.System).ExecuteAsync(cancellationToken);
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }

    private static Option<string?> File(string name, string form, string description) =>
        new(name) { Description = description, HelpName = form };

    private static HashSet<string> Parts(string? only, bool isQuick) =>
        [.. only?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [.. BenchParts.Default(isQuick)]];
}
