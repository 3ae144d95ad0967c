using System.Diagnostics;

namespace MuSiCa.Cli.Tests;

/// <summary>Videos made by ffmpeg; where that is missing the test is skipped with the reason.</summary>
internal static class TestVideo
{
    private static readonly bool IsInstalled =
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "ffmpeg")));

    public static void SkipWithoutFfmpeg() => Assert.SkipUnless(IsInstalled, "ffmpeg is not installed (Debian: apt-get install ffmpeg)");

    /// <summary>Runs ffmpeg, or ffprobe.</summary>
    /// <returns>What it printed.</returns>
    public static string Ffmpeg(string program, params string[] arguments)
    {
        string[] all = program == "ffmpeg" ? ["-nostdin", "-y", "-loglevel", "error", .. arguments] : ["-v", "error", .. arguments];
        using Process process = Process.Start(new ProcessStartInfo(program, all) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output.Trim();
    }

    /// <summary>A video of a still photo.</summary>
    public static string Create(string photo, string path, int frames, params string[] options)
    {
        SkipWithoutFfmpeg();
        Ffmpeg("ffmpeg", ["-loop", "1", "-framerate", "10", "-i", photo, "-frames:v", $"{frames}", "-pix_fmt", "yuv420p", .. options, path]);
        return path;
    }
}
