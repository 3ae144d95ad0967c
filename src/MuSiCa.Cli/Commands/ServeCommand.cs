using System.CommandLine;
using System.Diagnostics;

namespace MuSiCa.Cli;

/// <summary>Starts the service of the repository that this is run in. The tool by itself does not carry the service.</summary>
internal static class ServeCommand
{
    private const string Script = "run.sh";
    private const string Solution = "MuSiCa.Service.sln";

    public static Command Create(Screen screen)
    {
        var settings = new Argument<string[]>("SETTINGS")
        {
            Description = "Goes to ./run.sh as it is, behind --: musica serve -- --cpu --MuSiCa:Serving:QueueLimit=500",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("serve", "Starts the service: REST, gRPC and the page, on http://localhost:8080. In its repository only.") { settings };
        command.SetAction((result, cancellationToken) => RunAsync(
            FindScript([Directory.GetCurrentDirectory(), AppContext.BaseDirectory]), result.GetValue(settings) ?? [], screen, cancellationToken));
        return command;
    }

    /// <summary>The script of the repository that a folder is in.</summary>
    /// <exception cref="UserException">None is.</exception>
    public static string FindScript(IEnumerable<string> folders)
    {
        foreach (string start in folders)
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, Solution)) && File.Exists(Path.Combine(folder.FullName, Script)))
                {
                    return Path.Combine(folder.FullName, Script);
                }
            }
        }

        throw new UserException(
            "the service does not come with this tool; run musica serve or ./run.sh in a clone of its repository, or its image: "
                + "docker run -p 8080:8080 -p 8081:8081 musica-service");
    }

    // Ctrl-C reaches the service as well as this, and both wait for it to end.
    private static async Task<int> RunAsync(string script, string[] settings, Screen screen, CancellationToken cancellationToken)
    {
        screen.Remark($"starting {script}");
        using Process process = Process.Start(new ProcessStartInfo("bash", [script, .. settings]))!;
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode;
        }
        finally
        {
            Ffmpeg.Kill(process);
        }
    }
}
