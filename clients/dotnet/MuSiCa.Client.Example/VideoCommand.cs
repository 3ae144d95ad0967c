using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace MuSiCa.Client.Example;

/// <summary>Follows the faces of a video, or before a camera. Needs ffmpeg, which reads both.</summary>
internal static class VideoCommand
{
    public static Command CreateVideo()
    {
        var video = new Argument<string>("video") { Description = "Whatever ffmpeg reads." };
        var rate = new Option<double>("--fps") { Description = "Frames a second to look at.", DefaultValueFactory = static _ => 25 };
        Option<Uri> url = Clients.Url("http://localhost:8081");
        var command = new Command("video", "Follows the faces of a video.") { video, rate, url };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            FfmpegFrames.ReadAsync(["-i", parsed.GetRequiredValue(video)], parsed.GetValue(rate), cancellationToken),
            new TrackOptions(),
            parsed.GetRequiredValue(url),
            cancellationToken));
        return command;
    }

    public static Command CreateWebcam()
    {
        var driver = new Option<string>("--driver") { Description = "On macOS avfoundation.", DefaultValueFactory = static _ => "v4l2" };
        var device = new Option<string>("--device") { Description = "As the driver names it.", DefaultValueFactory = static _ => "/dev/video0" };
        Option<Uri> url = Clients.Url("http://localhost:8081");
        var command = new Command("webcam", "Follows the faces before a camera.") { driver, device, url };

        // Only the newest picture counts, and eyes that rest should not tremble.
        var options = new TrackOptions { Latest = true, Smoothing = new Smoothing() };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            FfmpegFrames.ReadAsync(
                ["-f", parsed.GetRequiredValue(driver), "-i", parsed.GetRequiredValue(device)], framesPerSecond: null, cancellationToken),
            options,
            parsed.GetRequiredValue(url),
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(
        IAsyncEnumerable<VideoFrame> frames, TrackOptions track, Uri url, CancellationToken cancellationToken)
    {
        await using ServiceProvider services = Clients.Create(options => options.GrpcUrl = url);
        MusicaGrpcClient client = services.GetRequiredService<MusicaGrpcClient>();
        await foreach (FrameAnswer answer in client.TrackAsync(frames, track, cancellationToken))
        {
            string faces = answer.Problem?.Detail ??
                (answer.Faces.IsEmpty ? "no face" : string.Join(", ", answer.Faces.Select(Describe)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"frame {answer.Id}: {faces}"));
        }
    }

    private static string Describe(TrackedFace tracked) =>
        $"track {tracked.TrackId} {tracked.State}{(tracked.Face?.Status == FaceStatus.Uncertain ? " but uncertain" : string.Empty)}";
}
