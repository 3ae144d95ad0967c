using System.CommandLine;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class AlignCommand
{
    public static Command Create(Screen screen)
    {
        var photos = new ManyPhotosOptions();
        var options = new AlignOptions();
        var command = new Command(
            "align", "Prints the landmarks of the faces in a photo, as the JSON that the service answers; in many photos, a line for each.");
        photos.AddTo(command);
        options.AddTo(command);
        var pose = new Option<bool>("--pose") { Description = "Say how each head is turned: yaw, pitch and roll in degrees." };
        var spread = new Option<bool>("--spread") { Description = "Say how far each landmark is expected to be off, in pixels." };
        command.Options.Add(pose);
        command.Options.Add(spread);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                var details = new AnswerDetails(result.GetValue(pose), result.GetValue(spread));
                string? single = photos.Single(result);
                if (single is null && options.HasBoxes(result))
                {
                    throw new UserException("--box says where the faces of one photo are; name one photo, and no --output");
                }

                // Before the models, which take longer.
                Photo? photo = single is null ? null : Photo.Read(single);
                using AlignTools tools = options.Open(result, screen, details, isShared: photo is null);
                if (photo is null)
                {
                    return photos.Run(result, screen, tools.CreateWorker, cancellationToken);
                }

                using AlignWorker worker = tools.CreateWorker();
                screen.Output.WriteLine(worker.Answer(photo, cancellationToken));
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
