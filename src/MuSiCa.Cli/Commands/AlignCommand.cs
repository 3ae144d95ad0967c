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
        command.Options.Add(pose);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                AlignmentAnswer answer = options.Align(result, screen, result.GetValue(pose), cancellationToken).Answer;
                screen.Output.WriteLine(JsonSerializer.Serialize(answer, AnswerJsonContext.Default.AlignmentAnswer));
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
