using System.Diagnostics;

namespace MuSiCa.Service.Tests;

/// <summary>Programs of others that tests call.</summary>
internal static class Tool
{
    public const string NoPromtool = "promtool is not on the PATH; the Debian package prometheus brings it.";
    public const string NoPrometheus = "prometheus is not on the PATH: apt-get install --no-install-recommends prometheus";
    public const string NoKubectl = "kubectl is not on the PATH; the Debian package kubernetes-client brings it.";

    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    public static bool HasPromtool { get; } = IsOnPath("promtool");

    public static bool HasPrometheus { get; } = IsOnPath("prometheus");

    public static bool HasKubectl { get; } = IsOnPath("kubectl");

    /// <summary>Runs a program.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads.</param>
    /// <returns>Its exit code, and what it says on both channels.</returns>
    public static async Task<(int ExitCode, string Said)> RunAsync(string program, string[] arguments, string input = "")
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Hang);
        return (process.ExitCode, await output + await error);
    }

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
