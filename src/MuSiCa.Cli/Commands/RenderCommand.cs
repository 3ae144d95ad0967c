using System.CommandLine;
using MuSiCa.Cascade;

namespace MuSiCa.Cli;

internal static class RenderCommand
{
    public static Command Create(Screen screen)
    {
        var photo = new PhotoOptions();

        // A GPU takes longer to wake up than a few faces take on the CPU.
        var model = new ModelOptions(ExecutionProvider.Cpu);
        var limits = new LimitOptions();
        var output = new Option<string>("--output", "-o")
        {
            Description = "The picture to write; .png, .jpg or .jpeg.",
            HelpName = "FILE",
            Required = true,
        };
        var command = new Command("render", "Draws the landmarks of the faces in a photo.") { output };
        photo.AddTo(command);
        model.AddTo(command);
        limits.AddTo(command);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                (string path, BoundingBox[] boxes) = photo.Read(result);
                string target = result.GetValue(output)!;
                PictureFile.CheckName(target);
                using CascadeSession session = model.Read(result).Open(screen);
                using var aligner = new PhotoAligner(session);
                Photo picture = Photo.Read(path);
                AlignmentAnswer answer = aligner.Align(picture, boxes, limits.Read(result), cancellationToken);
                PictureFile.Write(target, LandmarkDrawing.Draw(picture, session.Package, answer, cancellationToken));
                screen.Remark($"wrote {target} with {answer.Faces.Length} {(answer.Faces.Length == 1 ? "face" : "faces")}");
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
