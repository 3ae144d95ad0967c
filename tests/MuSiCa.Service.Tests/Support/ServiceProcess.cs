using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using MuSiCa.Cli.Tests;

namespace MuSiCa.Service.Tests;

/// <summary>The program as it is started by hand, on a port of its own.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private const int Sighup = 1;
    private const int Sigint = 2;
    private const int Sigterm = 15;
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _said = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string[] _words;
    private TaskCompletionSource _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="arguments">Arguments of the program.</param>
    /// <param name="environment">Settings, as environment variables.</param>
    /// <param name="network">The network that it is shut into, if any.</param>
    /// <param name="words">What <see cref="SaidAsync"/> waits for, any of them.</param>
    public ServiceProcess(
        string[] arguments, IEnumerable<(string Name, string Value)> environment, EmptyNetwork? network, params string[] words)
    {
        _words = words;

        // A job in the background of a script ignores SIGINT, and one of nohup SIGHUP, and hands that on to whatever it starts.
        var start = new ProcessStartInfo(
            "env", ["--default-signal=INT,HUP", "dotnet", Path.Combine(AppContext.BaseDirectory, "MuSiCa.Service.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
            Environment =
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["MuSiCa__Grpc__Port"] = "0",
                ["MuSiCa__Finding__Path"] = TestPaths.TinyFinder,
                ["MuSiCa__Serving__DrainDelay"] = "00:00:00",
            },
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        network?.Enclose(start);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <inheritdoc cref="ServiceProcess(string[], IEnumerable{ValueTuple{string, string}}, EmptyNetwork?, string[])"/>
    public ServiceProcess(string[] arguments, IEnumerable<(string Name, string Value)> environment, params string[] words)
        : this(arguments, environment, network: null, words)
    {
    }

    /// <summary>Everything that was written so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Completes when one of the words was written.</summary>
    public async Task SaidAsync()
    {
        Task exit = _process.WaitForExitAsync();
        await Task.WhenAny(_said.Task, exit).WaitAsync(Hang);
        Assert.True(_said.Task.IsCompleted, $"It ended with: {Output}");
    }

    /// <summary>Waits for something that matches and gives it.</summary>
    public async Task<Match> FindAsync(Regex pattern)
    {
        Task exit = _process.WaitForExitAsync();
        while (true)
        {
            Task next = Volatile.Read(ref _line).Task;
            if (pattern.Match(Output) is { Success: true } match)
            {
                return match;
            }

            Assert.False(exit.IsCompleted, $"It ended with: {Output}");
            await Task.WhenAny(next, exit).WaitAsync(Hang);
        }
    }

    /// <summary>Asks the program to stop as a container engine does.</summary>
    public void Terminate() => Assert.Equal(0, Kill(_process.Id, Sigterm));

    /// <summary>Asks the program to stop as Ctrl+C does.</summary>
    public void Interrupt() => Assert.Equal(0, Kill(_process.Id, Sigint));

    /// <summary>Asks the program to read its models again.</summary>
    public void HangUp() => Assert.Equal(0, Kill(_process.Id, Sighup));

    /// <summary>Waits for the end and gives the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Hang);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }

        Interlocked.Exchange(ref _line, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        if (_words.Any(word => line.Data?.Contains(word, StringComparison.Ordinal) == true))
        {
            _said.TrySetResult();
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
