using System.CommandLine;
using Grpc.Core;
using Grpc.Net.Client;
using MuSiCa.Protos.V1;

namespace MuSiCa.Samples.Client;

/// <summary>Follows a face over the frames of a video: one call, whose answers come while it is sent.</summary>
internal static class TrackCommand
{
    // Of the 68 landmarks.
    private const int NoseTip = 30;

    public static Command Create()
    {
        var frames = new Option<int>("--frames") { Description = "How many to send.", DefaultValueFactory = static _ => 50 };
        var smooth = new Option<bool>("--smooth") { Description = "Ask for steadier landmarks." };
        Option<Uri> address = CommonOptions.Address();
        var command = new Command("track", "Follows a face over the frames of a video that is painted here.") { frames, smooth, address };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(frames), parsed.GetValue(smooth), parsed.GetRequiredValue(address), cancellationToken));
        return command;
    }

    private static async Task RunAsync(int frames, bool smooth, Uri address, CancellationToken cancellationToken)
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(address);
        using AsyncDuplexStreamingCall<Frame, FrameLandmarks> call =
            new FaceLandmarker.FaceLandmarkerClient(channel).Track(cancellationToken: cancellationToken);
        Task sending = SendAsync(call.RequestStream, frames, smooth, cancellationToken);
        await foreach (FrameLandmarks answer in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            Console.WriteLine(Describe(answer));
        }

        await sending;
    }

    private static async Task SendAsync(IClientStreamWriter<Frame> stream, int frames, bool smooth, CancellationToken cancellationToken)
    {
        for (int number = 0; number < frames; number++)
        {
            Frame frame = PaintedVideo.Frame(number);
            if (number == 0 && smooth)
            {
                frame.Config = new TrackConfig { Smoothing = new Smoothing() };
            }

            // Waits while the service is behind.
            await stream.WriteAsync(frame, cancellationToken);
        }

        await stream.CompleteAsync();
    }

    private static string Describe(FrameLandmarks answer) => answer.Problem is { } problem
        ? $"frame {answer.Id}: {problem.Type}: {problem.Detail}"
        : $"frame {answer.Id}: {(answer.Faces.Count == 0 ? "no face" : string.Join(", ", answer.Faces.Select(Describe)))}";

    private static string Describe(TrackedFace tracked) => tracked.Face is { } face
        ? $"track {tracked.TrackId} {tracked.State}, nose at {face.Landmarks[2 * NoseTip]:0.0} {face.Landmarks[(2 * NoseTip) + 1]:0.0}"
        : $"track {tracked.TrackId} {tracked.State}";
}
