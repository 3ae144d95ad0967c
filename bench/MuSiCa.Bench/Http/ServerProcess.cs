using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MuSiCa.Cli;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>What a server runs in.</summary>
/// <param name="Group">The control group that it belongs to; null for that of this process.</param>
/// <param name="Said">Is given every line that it writes; null where nobody listens.</param>
internal sealed record ServerSurroundings(MemoryGroup? Group, Action<string>? Said)
{
    /// <summary>Those of this process.</summary>
    public static ServerSurroundings None { get; } = new(null, null);
}

/// <summary>A server as a child process, ended with it.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    // A server that cannot start says why in its last lines.
    private const int KeptLines = 12;

    private readonly Process _process;
    private readonly Action<string>? _listener;
    private readonly Queue<string> _said = new();

    private ServerProcess(string name, Uri address, ProcessStartInfo start, Action<string>? listener)
    {
        _listener = listener;
        Name = name;
        Address = address;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>How it is called in reports.</summary>
    public string Name { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Number of its process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended by itself or was ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Milliseconds of processor time that it has taken with its workers.</summary>
    public double ProcessorMilliseconds => ProcessorTime.OfTree(_process.Id);

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="name">How it is called in reports.</param>
    /// <param name="program">The program.</param>
    /// <param name="folder">Its working directory.</param>
    /// <param name="arguments">Its arguments, made from its port.</param>
    /// <param name="health">The path that answers 200 when it is ready.</param>
    /// <param name="surroundings">What it runs in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UserException">It does not start.</exception>
    public static async Task<ServerProcess> StartAsync(
        string name,
        string program,
        string folder,
        Func<int, string[]> arguments,
        string health,
        ServerSurroundings surroundings,
        CancellationToken cancellationToken)
    {
        int port = FreePort();

        // The shell joins the group before it becomes the server, so that all of the server's memory is counted.
        ProcessStartInfo start = surroundings.Group is { } group
            ? new ProcessStartInfo("sh", ["-c", "echo $$ > \"$0\" && exec \"$@\"", group.Processes, program, .. arguments(port)])
            : new ProcessStartInfo(program, arguments(port));
        start.WorkingDirectory = folder;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var server = new ServerProcess(name, new Uri(Invariant($"http://127.0.0.1:{port}")), start, surroundings.Said);
        try
        {
            await server.WaitAsync(health, cancellationToken);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task WaitAsync(string health, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartTimeout);
        try
        {
            while (!await AnswersAsync(client, health, limit.Token))
            {
                if (_process.HasExited)
                {
                    throw new UserException($"{Name} ended with {_process.ExitCode} before it answered.{Said()}");
                }

                await Task.Delay(LookEvery, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UserException($"{Name} did not answer within {StartTimeout.TotalSeconds:0} s.{Said()}");
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string health, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri(health, UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _listener?.Invoke(line);
        lock (_said)
        {
            _said.Enqueue(line);
            if (_said.Count > KeptLines)
            {
                _said.Dequeue();
            }
        }
    }

    private string Said()
    {
        lock (_said)
        {
            return _said.Count == 0 ? string.Empty : $" It said:{Environment.NewLine}{string.Join(Environment.NewLine, _said)}";
        }
    }
}
