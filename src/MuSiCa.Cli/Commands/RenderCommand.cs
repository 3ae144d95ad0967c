using System.CommandLine;

namespace MuSiCa.Cli;

internal static class RenderCommand
{
    public static Command Create(Screen screen)
    {
        var options = new AlignOptions();
        var output = new Option<string>("--output", "-o")
        {
            Description = "The picture to write; .png, .jpg or .jpeg.",
            HelpName = "FILE",
            Required = true,
        };
        Paths.RequireName(output);
        var command = new Command("render", "Draws the landmarks of the faces in a photo.") { output };
        options.AddTo(command);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                string target = result.GetValue(output)!;
                PictureFile.CheckName(target);
                OutputFile.Check(target);
                AlignedPhoto aligned = options.Align(result, screen, cancellationToken);
                PictureFile.Write(target, LandmarkDrawing.Draw(aligned, cancellationToken));
                int faces = aligned.Answer.Faces.Length;
                screen.Remark($"wrote {target} with {faces} {(faces == 1 ? "face" : "faces")}");
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
