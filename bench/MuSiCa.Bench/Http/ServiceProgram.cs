using MuSiCa.Cli;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>Starts the service that was built with the bench.</summary>
internal static class ServiceProgram
{
    public const string Name = "MuSiCa.Service";

    /// <param name="model">Folder of the model package.</param>
    /// <param name="grpcPort">Port for gRPC; 0 for none.</param>
    /// <param name="finds">Whether it finds faces by itself, for which it needs the finder's package.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<ServerProcess> StartAsync(string model, int grpcPort, bool finds, CancellationToken cancellationToken) =>
        StartAsync(model, grpcPort, finds, ServerSurroundings.None, cancellationToken);

    /// <param name="model">Folder of the model package.</param>
    /// <param name="grpcPort">Port for gRPC; 0 for none.</param>
    /// <param name="finds">Whether it finds faces by itself, for which it needs the finder's package.</param>
    /// <param name="surroundings">What it runs in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="finder">Folder of the finder's package; the service's default without it.</param>
    public static Task<ServerProcess> StartAsync(
        string model,
        int grpcPort,
        bool finds,
        ServerSurroundings surroundings,
        CancellationToken cancellationToken,
        string? finder = null)
    {
        string program = Path.Combine(Folder(), "MuSiCa.Service.dll");
        if (!File.Exists(program))
        {
            throw new UserException($"{program} is missing; build the solution: dotnet build -c Release.");
        }

        return ServerProcess.StartAsync(
            Name,
            "dotnet",
            Folder(),
            port =>
            [
                program, "--urls", Invariant($"http://127.0.0.1:{port}"),
                "--MuSiCa:Model:Path", Path.GetFullPath(model),
                "--MuSiCa:Grpc:Port", Invariant($"{grpcPort}"),
                "--MuSiCa:Finding:Enabled", Invariant($"{finds}"),
                .. finder is null ? (string[])[] : ["--MuSiCa:Finding:Path", Path.GetFullPath(finder)],
            ],
            "health/ready",
            surroundings,
            cancellationToken);
    }

    // Of the same configuration and framework as the bench itself.
    private static string Folder()
    {
        DirectoryInfo framework = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(RepositoryFolder.Root, "src", "MuSiCa.Service", "bin", framework.Parent!.Name, framework.Name);
    }
}
