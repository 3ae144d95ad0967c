using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MuSiCa.Cli;

/// <summary>The programs ffmpeg and ffprobe of this machine, which read and write videos.</summary>
internal sealed partial class Ffmpeg
{
    private const string Name = "ffmpeg";
    private const string ProbeName = "ffprobe";

    // Local files alone: a playlist must not make anything look up or fetch.
    private static readonly string[] Quiet = ["-hide_banner", "-nostdin", "-protocol_whitelist", "file,pipe,crypto,data"];

    private readonly string _program;
    private readonly string _probe;

    private Ffmpeg(string program, string probe) => (_program, _probe) = (program, probe);

    /// <summary>Finds both.</summary>
    /// <param name="named">The program ffmpeg or its folder; null to look along PATH.</param>
    /// <param name="path">What PATH says.</param>
    /// <exception cref="UserException">They are not there.</exception>
    public static Ffmpeg Find(string? named, string? path)
    {
        string? program = named is null ? Along(path, Name)
            : Directory.Exists(named) ? In(named, Name)
            : File.Exists(named) ? Path.GetFullPath(named)
            : null;
        if (program is null)
        {
            throw new UserException(named is null
                ? "ffmpeg, which reads videos, is not installed. Install it with: apt-get install ffmpeg (Debian, Ubuntu), "
                    + "dnf install ffmpeg-free (Fedora) or apk add ffmpeg (Alpine); or name it with --ffmpeg FILE."
                : $"--ffmpeg {named}: there is no ffmpeg");
        }

        string? probe = In(Path.GetDirectoryName(program)!, ProbeName) ?? Along(path, ProbeName);
        return new Ffmpeg(program, probe ?? throw new UserException(
            $"ffprobe is neither beside {program} nor along PATH; it comes with ffmpeg: apt-get install ffmpeg"));
    }

    /// <summary>Runs ffprobe to its end.</summary>
    /// <returns>What it printed, and what it complained of.</returns>
    public async Task<(int Code, string Output, string Error)> ProbeAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using Process process = Start(_probe, ["-hide_banner", "-protocol_whitelist", "file,pipe,crypto,data", .. arguments]);
        process.StandardInput.Close();
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return (process.ExitCode, output, await error.ConfigureAwait(false));
        }
        finally
        {
            Kill(process);
        }
    }

    /// <summary>Starts ffmpeg with its three streams connected; the caller's to end and dispose of.</summary>
    public Process Start(IEnumerable<string> arguments) => Start(_program, [.. Quiet, .. arguments]);

    /// <summary>How frames are passed on as they are, which is written in another way before version 5.1.</summary>
    public async Task<string> PassthroughOptionAsync(CancellationToken cancellationToken)
    {
        using Process process = Start(_program, ["-version"]);
        process.StandardInput.Close();
        string? line = await process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        Kill(process);
        return Version().Match(line ?? string.Empty) is { Success: true } match
            && double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) < 5.1 ? "-vsync" : "-fps_mode";
    }

    /// <summary>Names a local file so that no part of its name is taken for an option or a protocol.</summary>
    public static string FileUrl(string path) => $"file:{path}";

    /// <summary>Ends a process that may have ended already.</summary>
    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has.
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new UserException($"{program}: cannot be started ({exception.Message})", exception);
        }
    }

    private static string? Along(string? path, string name) =>
        (path ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => In(folder, name))
            .FirstOrDefault(static found => found is not null);

    private static string? In(string folder, string name) =>
        Path.Combine(folder, name) is var file && File.Exists(file) ? Path.GetFullPath(file) : null;

    [GeneratedRegex(@"^ffmpeg version n?(\d+\.\d+)")]
    private static partial Regex Version();
}
