using System.Diagnostics;

namespace MuSiCa.Client.Tests;

/// <summary>The example, as its README runs it.</summary>
public sealed class ExampleTests(RunningService service) : IClassFixture<RunningService>
{
    private const string NoFfmpeg = "ffmpeg is not on the PATH: apt-get install --no-install-recommends ffmpeg";

    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);
    private static readonly string Photo = Repository.File("samples", "average-face.jpg");

    public static bool HasFfmpeg { get; } = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .Any(static folder => File.Exists(Path.Combine(folder, "ffmpeg")));

    [Fact]
    public async Task Photo_Sample_WritesItsLandmarks()
    {
        (int code, string[] lines, string error) = await RunAsync("photo", Photo, "--url", $"{service.RestUrl}");

        Assert.Equal((0, string.Empty), (code, error));
        Assert.StartsWith("face 1: Accepted, Confident after ", lines[0], StringComparison.Ordinal);
        Assert.Equal(69, lines.Length);
    }

    [Fact]
    public async Task Photo_BoxOutside_SaysWhatIsWrong()
    {
        (int code, _, string error) = await RunAsync("photo", Photo, "--box", "9000,0,9,9", "--url", $"{service.RestUrl}");

        Assert.Equal(1, code);
        Assert.StartsWith("box-outside: Box 1 ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_OneIsBad_GoesOn()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("musica-client-");
        try
        {
            File.Copy(Photo, Path.Combine(folder.CreateSubdirectory("more").FullName, "face.JPG"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "bad.png"), "no image");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "notes.txt"), "no photo");

            (int code, string[] lines, string error) = await RunAsync("folder", folder.FullName, "--url", $"{service.RestUrl}");

            Assert.Equal((1, "1 photos done, 1 failed"), (code, error.Trim()));
            Assert.Contains(Path.Combine("more", "face.JPG") + ": 1 faces, 0 of them uncertain", lines);
            Assert.Contains(lines, static line => line.StartsWith("bad.png: image-unsupported: ", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact(Skip = NoFfmpeg, SkipUnless = nameof(HasFfmpeg))]
    public async Task Video_AndWebcam_FollowTheFace()
    {
        // The sample in place of a camera, and of a file.
        string film = $"movie={Photo},loop=loop=4:size=1";

        (int code, string[] lines, string error) = await RunAsync(
            "webcam", "--driver", "lavfi", "--device", film, "--url", $"{service.GrpcUrl}");
        Assert.Equal((0, string.Empty), (code, error));
        Assert.EndsWith(": track 1 Started", lines[0], StringComparison.Ordinal);

        (code, lines, error) = await RunAsync("video", Photo, "--fps", "5", "--url", $"{service.GrpcUrl}");
        Assert.Equal((0, string.Empty), (code, error));
        Assert.Equal("frame 0: track 1 Started", lines[0]);

        (code, _, error) = await RunAsync("video", "missing.mp4", "--url", $"{service.GrpcUrl}");
        Assert.Equal(1, code);
        Assert.Contains("ffmpeg read no frame of -i missing.mp4", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string[] Lines, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(
            "dotnet", [Repository.Built("clients", "dotnet", "MuSiCa.Client.Example"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Hang);
        return (process.ExitCode, (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries), await error);
    }
}
