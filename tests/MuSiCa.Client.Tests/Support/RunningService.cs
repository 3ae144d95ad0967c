using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace MuSiCa.Client.Tests;

/// <summary>The service as a program of its own, with the shipped model and finder on the CPU, and clients of it.</summary>
public partial class RunningService : IAsyncLifetime
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    private readonly Process _process = new();
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServiceProvider? _services;

    public MusicaClient Rest => _services!.GetRequiredService<MusicaClient>();

    public MusicaGrpcClient Grpc => _services!.GetRequiredService<MusicaGrpcClient>();

    public Uri RestUrl { get; private set; } = null!;

    public Uri GrpcUrl { get; private set; } = null!;

    protected virtual string[] Settings => [];

    public async ValueTask InitializeAsync()
    {
        string[] settings =
        [
            // It listens, and says so, in the order of their names.
            "Kestrel:Endpoints:A:Url=http://127.0.0.1:0",
            "Kestrel:Endpoints:B:Url=http://127.0.0.1:0",
            "Kestrel:Endpoints:B:Protocols=Http2",
            "MuSiCa:Inference:Provider=cpu",
            "MuSiCa:Serving:MaxWait=1h",
            "MuSiCa:Serving:DrainDelay=00:00:00",
            .. Settings,
        ];
        _process.StartInfo = new ProcessStartInfo("dotnet", [Repository.Built("src", "MuSiCa.Service"), .. settings.Select(static each => $"--{each}")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Task.WhenAny(_ready.Task, _process.WaitForExitAsync()).WaitAsync(Hang);
        Assert.True(_ready.Task.IsCompleted, $"It ended with: {_said}");

        Uri[] urls = [.. Listening().Matches(_said.ToString()).Select(static match => new Uri(match.Groups[1].Value))];
        (RestUrl, GrpcUrl) = (urls[0], urls[1]);
        _services = Clients();
    }

    /// <summary>Clients with other options.</summary>
    public ServiceProvider Clients(Action<MusicaClientOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddMusicaClient(options =>
        {
            (options.Url, options.GrpcUrl) = (RestUrl, GrpcUrl);
            configure?.Invoke(options);
        });
        return services.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is { } services)
        {
            await services.DisposeAsync();
        }

        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        lock (_said)
        {
            _said.AppendLine(line.Data);
        }

        if (line.Data?.Contains("Ready: ", StringComparison.Ordinal) == true)
        {
            _ready.TrySetResult();
        }
    }

    [GeneratedRegex(@"Now listening on: (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
