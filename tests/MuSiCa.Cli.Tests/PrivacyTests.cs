using System.Diagnostics;
using MuSiCa.Inference.Tests;

namespace MuSiCa.Cli.Tests;

public sealed class PrivacyTests
{
    [Fact]
    public async Task Find_EmptyNetworkAndFreshHome_WritesNoFileAndLooksNothingUp()
    {
        using var folder = new TempFolder();
        using var network = EmptyNetwork.CreateOrSkip();
        string photo = folder.Write("photo.png", new PaintedPhoto(64, 64).ToPng());
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "musica.dll"), "find", photo, "--finder", TinyFinder.Directory])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        network.Enclose(start);

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, await error);
        Assert.Contains("\"faces\"", output, StringComparison.Ordinal);
        Assert.Empty(network.FilesAtHome());
        Assert.Empty(network.Attempts());
        Assert.Equal([photo], Directory.GetFileSystemEntries(folder.Path));
    }
}
