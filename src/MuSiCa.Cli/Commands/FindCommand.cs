using System.CommandLine;
using System.Text.Json;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class FindCommand
{
    public static Command Create(Screen screen)
    {
        var photos = new ManyPhotosOptions();
        var finder = new FinderOptions();

        // A GPU takes longer to wake up than a photo takes on the CPU.
        var provider = new ProviderOptions(ExecutionProvider.Cpu);
        var command = new Command("find", "Prints the boxes of the faces in a photo, as JSON; in many photos, a line for each.");
        photos.AddTo(command);
        finder.AddTo(command);
        provider.AddTo(command);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                string? single = photos.Single(result);
                FinderSettings settings = finder.Read(result, provider.Read(result, isShared: single is null));
                using FinderSession session = settings.Open(screen);
                if (single is null)
                {
                    return photos.Run(result, screen, () => new Worker(session, settings.Faces, screen), cancellationToken);
                }

                using var worker = new Worker(session, settings.Faces, screen);
                screen.Output.WriteLine(worker.Answer(Photo.Read(single), cancellationToken));
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }

    private sealed class Worker(FinderSession session, FindSettings settings, Screen screen) : IPhotoWorker
    {
        private readonly PhotoFinder _finder = new(session, settings, screen);

        public string Answer(Photo photo, CancellationToken cancellationToken)
        {
            (ViewPlan plan, FoundFace[] faces) = _finder.Find(photo, cancellationToken);
            return JsonSerializer.Serialize(FindingAnswer.From(session.Package, plan, faces), FindingJsonContext.Default.FindingAnswer);
        }

        public void Dispose() => _finder.Dispose();
    }
}
