using System.Diagnostics;

namespace MuSiCa.Cli.Tests;

/// <summary>The command line as a .NET tool: packed, installed from a folder without any network, and run away from the repository.</summary>
public sealed class ToolPackageTests : IDisposable
{
    private const string Configuration =
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pack_InstalledFromAFolder_FindsAndAlignsWithItsOwnModels()
    {
        string project = Path.Combine(Repository.Root, "src", "MuSiCa.Cli");
        await RunAsync("dotnet", "pack", project, "-c", Configuration, "--no-build", "-nodeReuse:false", "-o", _folder["feed"]);
        string config = _folder.Write(
            "nuget.config", $"<configuration><packageSources><clear /><add key=\"feed\" value=\"{_folder["feed"]}\" /></packageSources></configuration>");
        await RunAsync("dotnet", "tool", "install", "musica", "--tool-path", _folder["tools"], "--add-source", _folder["feed"], "--configfile", config);
        string photo = _folder["photo.jpg"];
        File.Copy(Path.Combine(Repository.Root, "samples", "average-face.jpg"), photo);

        string answer = await RunAsync(_folder["tools/musica"], "align", photo);

        Assert.Contains("\"status\":\"accepted\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"musica-68-int8\"", answer, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };

        // Packages that are installed for this test alone, and no variables of the program that runs the tests.
        start.Environment["NUGET_PACKAGES"] = _folder["packages"];
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        if (program == "dotnet" && arguments[0] == "pack")
        {
            start.Environment.Remove("NUGET_PACKAGES");
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}{await error}");
        return output;
    }
}
