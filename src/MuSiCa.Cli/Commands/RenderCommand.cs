using System.CommandLine;
using MuSiCa.Drawing;

namespace MuSiCa.Cli;

internal static class RenderCommand
{
    public static Command Create(Screen screen)
    {
        Argument<string> photo = Paths.Photo();
        var options = new AlignOptions();
        var output = new Option<string>("--output", "-o")
        {
            Description = "The picture to write; .png, .jpg or .jpeg.",
            HelpName = "FILE",
            Required = true,
        };
        Paths.RequireName(output);
        var numbers = new Option<bool>("--numbers") { Description = "Write the index of each landmark beside it." };
        var zoom = new Option<int>("--zoom")
        {
            Description = "How many times larger than the photo the picture is, 1 to 8.",
            HelpName = "N",
            DefaultValueFactory = static _ => 1,
        };
        zoom.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 8)
            {
                result.AddError("--zoom must be a whole number from 1 to 8.");
            }
        });
        var command = new Command("render", "Draws the landmarks of the faces in a photo.") { photo, output, numbers, zoom };
        options.AddTo(command);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                string target = result.GetValue(output)!;
                PictureFile.CheckName(target);
                OutputFile.Check(target);
                using AlignTools tools = options.Open(result, screen, details: default, isShared: false);
                using AlignWorker worker = tools.CreateWorker();
                AlignedPhoto aligned = worker.Align(Photo.Read(result.GetValue(photo)!), cancellationToken);
                PictureFile.Write(target, LandmarkDrawing.Draw(
                    aligned, new DrawingOptions(Numbers: result.GetValue(numbers)), result.GetValue(zoom), cancellationToken));
                int faces = aligned.Answer.Faces.Length;
                screen.Remark($"wrote {target} with {faces} {(faces == 1 ? "face" : "faces")}");
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
