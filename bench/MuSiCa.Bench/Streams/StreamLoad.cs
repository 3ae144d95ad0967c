using Grpc.Core;
using Grpc.Net.Client;
using MuSiCa.Cli;
using MuSiCa.Protos.V1;
using MuSiCa.Serving;

namespace MuSiCa.Bench;

/// <summary>
/// Sends frames over streams that stay open, on a connection each, every frame as soon as the answer to the one before is there.
/// </summary>
internal sealed class StreamLoad(ServerProcess server, Uri address, SchedulerClock clock)
{
    private readonly Lock _lock = new();

    /// <summary>Follows faces for a while.</summary>
    /// <param name="videos">The videos; streams take them in turn and begin at different frames.</param>
    /// <param name="form">How their frames are sent.</param>
    /// <param name="finds">Whether boxes are left out, so that the service finds the faces.</param>
    /// <param name="streams">Streams at a time.</param>
    /// <param name="warmUp">How long they run before they are measured.</param>
    /// <param name="window">How long they are measured.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UserException">A frame is not answered with its face.</exception>
    public async Task<HttpFigures> RunAsync(
        IReadOnlyList<StreamFrames> videos,
        StreamForm form,
        bool finds,
        int streams,
        TimeSpan warmUp,
        TimeSpan window,
        CancellationToken cancellationToken)
    {
        var milliseconds = new List<double>();
        TimeSpan begin = clock.Now + warmUp;
        TimeSpan end = begin + window;
        double processor = server.ProcessorMilliseconds;
        int[] followed = await Task.WhenAll(Enumerable.Range(0, streams).Select(stream => Task.Run(
            () => FollowAsync(videos[stream % videos.Count], form, finds, 7 * stream, begin, end, milliseconds, cancellationToken),
            cancellationToken)));
        double[] sorted = [.. milliseconds.Order()];
        return new HttpFigures(
            sorted.Length / window.TotalSeconds,
            Figures.Percentile(sorted, 0.5),
            Figures.Percentile(sorted, 0.99),
            (server.ProcessorMilliseconds - processor) / Math.Max(1, followed.Sum()));
    }

    private async Task<int> FollowAsync(
        StreamFrames video,
        StreamForm form,
        bool finds,
        int first,
        TimeSpan begin,
        TimeSpan end,
        List<double> milliseconds,
        CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(address);
        using AsyncDuplexStreamingCall<Frame, FrameLandmarks> call =
            new FaceLandmarker.FaceLandmarkerClient(channel).Track(cancellationToken: cancellationToken);
        Image[] images = video.Images[form];
        bool isFollowed = false;
        int count = 0;
        int followed = 0;
        while (clock.Now is var sent && sent < end)
        {
            int index = (first + count) % images.Length;
            var frame = new Frame { Id = count, TimestampUs = (long)sent.TotalMicroseconds, Image = images[index] };
            if (!isFollowed && !finds)
            {
                Inference.BoundingBox box = video.Boxes[index];
                frame.Boxes.Add(new Box { X = box.X, Y = box.Y, Width = box.Width, Height = box.Height });
            }

            await call.RequestStream.WriteAsync(frame, cancellationToken);
            isFollowed = await AnswerAsync(call.ResponseStream, cancellationToken);
            count++;

            // A frame without a face costs little and must not make the others look cheap.
            followed += isFollowed ? 1 : 0;
            TimeSpan answered = clock.Now;
            if (answered >= begin && answered < end)
            {
                lock (_lock)
                {
                    milliseconds.Add((answered - sent).TotalMilliseconds);
                }
            }
        }

        await call.RequestStream.CompleteAsync();
        return followed;
    }

    private static async Task<bool> AnswerAsync(IAsyncStreamReader<FrameLandmarks> answers, CancellationToken cancellationToken)
    {
        if (!await answers.MoveNext(cancellationToken))
        {
            throw new UserException("The service ended a stream before its last answer.");
        }

        FrameLandmarks answer = answers.Current;
        return answer.Problem is null
            ? answer.Faces.Any(static face => face.State != Protos.V1.TrackState.Lost)
            : throw new UserException($"The service answers a frame with {answer.Problem.Type}: {answer.Problem.Detail}");
    }
}
