using System.CommandLine;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class EvaluatePoseCommand
{
    public static Command Create(Screen screen)
    {
        var model = new ModelOptions(ExecutionProvider.Auto);
        Option<string> data = Paths.Option<string>(
            "--data", "DIR", "Folder of AFLW2000-3D: faces.csv with image, landmarks, yaw, pitch, roll, x0, y0, …, and images.");
        data.Required = true;
        var command = new Command("evaluate-pose", "Measures yaw, pitch and roll on faces whose pose is known.") { data };
        model.AddTo(command);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                new PoseEvaluationRun(screen) { Model = model.Read(result), Data = result.GetValue(data)! }.Execute(cancellationToken);
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
