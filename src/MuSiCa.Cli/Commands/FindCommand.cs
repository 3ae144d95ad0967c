using System.CommandLine;
using System.Text.Json;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class FindCommand
{
    public static Command Create(Screen screen)
    {
        Argument<string> photo = Paths.Photo();
        var finder = new FinderOptions();

        // A GPU takes longer to wake up than a photo takes on the CPU.
        var provider = new ProviderOptions(ExecutionProvider.Cpu);
        var command = new Command("find", "Prints the boxes of the faces in a photo, as JSON.") { photo };
        finder.AddTo(command);
        provider.AddTo(command);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                FinderSettings settings = finder.Read(result, provider.Read(result));
                using FinderSession session = settings.Open(screen);
                using var photoFinder = new PhotoFinder(session, settings.Faces, screen);
                (ViewPlan plan, FoundFace[] faces) = photoFinder.Find(Photo.Read(result.GetValue(photo)!), cancellationToken);
                var answer = FindingAnswer.From(session.Package, plan, faces);
                screen.Output.WriteLine(JsonSerializer.Serialize(answer, FindingJsonContext.Default.FindingAnswer));
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
