using System.CommandLine;
using System.Text.Json;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class AlignCommand
{
    public static Command Create(Screen screen)
    {
        var options = new AlignOptions();
        var command = new Command("align", "Prints the landmarks of the faces in a photo, as the JSON that the service answers.");
        options.AddTo(command);
        var pose = new Option<bool>("--pose") { Description = "Say how each head is turned: yaw, pitch and roll in degrees." };
        var spread = new Option<bool>("--spread") { Description = "Say how far each landmark is expected to be off, in pixels." };
        command.Options.Add(pose);
        command.Options.Add(spread);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                var details = new AnswerDetails(result.GetValue(pose), result.GetValue(spread));
                AlignmentAnswer answer = options.Align(result, screen, details, cancellationToken).Answer;
                screen.Output.WriteLine(JsonSerializer.Serialize(answer, AnswerJsonContext.Default.AlignmentAnswer));
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
