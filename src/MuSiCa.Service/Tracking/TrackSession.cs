using System.Diagnostics;
using MuSiCa.Imaging;
using MuSiCa.Inference;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;
using Problem = MuSiCa.Service.Problems.Problem;
using TrackedFace = MuSiCa.Inference.TrackedFace;

namespace MuSiCa.Service.Tracking;

/// <summary>Answers the frames of one stream, one after the other: each begins where the last one ended.</summary>
internal sealed class TrackSession(
    TrackQuery query, FrameInbox inbox, FrameAligner aligner, ProblemReporter problems, TrackMetrics metrics, TimeProvider timeProvider)
{
    private readonly Tracker _tracker = new(query.Tracker);
    private readonly FrameClock _clock = new();
    private readonly long _begin = timeProvider.GetTimestamp();

    /// <summary>Answers every frame of the inbox.</summary>
    /// <param name="answer">Sends what became of a frame.</param>
    /// <param name="http">The call, for the log.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProblemException">The stream ends with it, behind the answers of its frames.</exception>
    public async Task RunAsync(Func<FrameResult, Task> answer, HttpContext http, CancellationToken cancellationToken)
    {
        await foreach (TakenFrame taken in inbox.ReadAllAsync(cancellationToken))
        {
            using (taken.Frame)
            {
                await answer(await DoAsync(taken, http, cancellationToken));
            }
        }
    }

    private async Task<FrameResult> DoAsync(TakenFrame taken, HttpContext http, CancellationToken cancellationToken)
    {
        long start = timeProvider.GetTimestamp();
        Frame message = taken.Frame.Message;
        (TimeSpan time, string? notice) = _clock.Next(message.TimestampUs, timeProvider.GetElapsedTime(_begin, start));
        metrics.Skipped(taken.Skipped);
        using Activity? span = ServiceTracing.Start(ServiceTracing.StreamFrame);
        FrameResult result = new(message.Id, message.TimestampUs, notice, taken.Skipped, taken.SkippedIds) { Problem = taken.Frame.Problem };
        if (result.Problem is null)
        {
            result = await AlignAsync(result, message, time, http, cancellationToken);
        }

        metrics.FrameFinished(result.Problem, timeProvider.GetElapsedTime(start).TotalSeconds);
        return result;
    }

    // What is wrong with one frame is its own affair; the stream goes on.
    private async Task<FrameResult> AlignAsync(
        FrameResult result, Frame message, TimeSpan time, HttpContext http, CancellationToken cancellationToken)
    {
        try
        {
            (ImageInfo image, IReadOnlyList<TrackedFace> faces) = await aligner.AlignAsync(message, time, _tracker, query, http, cancellationToken);
            foreach (TrackedFace face in faces)
            {
                metrics.Seen(face.State);
            }

            return result with { Image = image, Faces = faces };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return result with { Problem = problems.Report(http, exception) };
        }
    }
}

/// <summary>What became of a frame, before any protocol puts that into its own words.</summary>
/// <param name="Id">Its number.</param>
/// <param name="TimestampUs">The time that it brought, in microseconds.</param>
/// <param name="Notice">What its sender should know of the stream; null for nothing.</param>
/// <param name="Skipped">How many frames gave way to it.</param>
/// <param name="SkippedIds">Numbers of the last of these.</param>
internal sealed record FrameResult(long Id, long TimestampUs, string? Notice, uint Skipped, IReadOnlyList<long> SkippedIds)
{
    /// <summary>The image; null where there is a problem.</summary>
    public ImageInfo? Image { get; init; }

    /// <summary>The faces that are followed, and once more those that are lost with this frame.</summary>
    public IReadOnlyList<TrackedFace> Faces { get; init; } = [];

    /// <summary>Why it was not done; null where it was.</summary>
    public Problem? Problem { get; init; }
}
