using System.CommandLine;
using System.Text.Json;
using MuSiCa.Cascade;

namespace MuSiCa.Cli;

internal static class AlignCommand
{
    public static Command Create(Screen screen)
    {
        var photo = new PhotoOptions();

        // A GPU takes longer to wake up than a few faces take on the CPU.
        var model = new ModelOptions(ExecutionProvider.Cpu);
        var limits = new LimitOptions();
        var command = new Command("align", "Prints the landmarks of the faces in a photo, as the JSON that the service answers.");
        photo.AddTo(command);
        model.AddTo(command);
        limits.AddTo(command);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                (string path, BoundingBox[] boxes) = photo.Read(result);
                using CascadeSession session = model.Read(result).Open(screen);
                using var aligner = new PhotoAligner(session);
                AlignmentAnswer answer = aligner.Align(Photo.Read(path), boxes, limits.Read(result), cancellationToken);
                screen.Output.WriteLine(JsonSerializer.Serialize(answer, AnswerJsonContext.Default.AlignmentAnswer));
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
