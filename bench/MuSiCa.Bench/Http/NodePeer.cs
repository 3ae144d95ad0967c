using System.ComponentModel;
using System.Diagnostics;
using MuSiCa.Cli;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>The server that a Node team would write, see bench/peers/node.</summary>
internal static class NodePeer
{
    /// <summary>Its variants.</summary>
    public static readonly string[] Variants = ["plain", "microbatch"];

    private static string Folder => Path.Combine(RepositoryFolder.Root, "bench", "peers", "node");

    /// <summary>Fetches its packages where they are missing.</summary>
    /// <exception cref="UserException">There is no Node here, or the packages cannot be had.</exception>
    public static async Task PrepareAsync(Action<string> report, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(Folder, "package.json")))
        {
            throw new UserException($"The peer is not here: {Folder}.");
        }

        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            report("http: npm ci for the peer");
            await RunAsync("npm", InstallArguments, cancellationToken);
        }
    }

    /// <summary>Starts a variant.</summary>
    public static Task<ServerProcess> StartAsync(string variant, string model, CancellationToken cancellationToken) =>
        ServerProcess.StartAsync(
            $"Node, {variant}",
            "node",
            Folder,
            port => ["src/main.mjs", "--variant", variant, "--port", Invariant($"{port}"), "--model", Path.GetFullPath(model)],
            "health/ready",
            ServerSurroundings.None,
            cancellationToken);

    private static readonly string[] InstallArguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            string errors = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            await output;
            if (process.ExitCode != 0)
            {
                throw new UserException(
                    $"{program} {string.Join(' ', arguments)} in {Folder} ended with {process.ExitCode}: {errors.Trim()}");
            }
        }
        catch (Win32Exception exception)
        {
            throw new UserException($"{program} cannot be started: {exception.Message}", exception);
        }
    }
}
