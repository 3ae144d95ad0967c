using System.Diagnostics;
using Grpc.Core;
using MuSiCa.Inference;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Telemetry;
using Problem = MuSiCa.Service.Problems.Problem;
using TrackedFace = MuSiCa.Inference.TrackedFace;
using TrackState = MuSiCa.Inference.TrackState;

namespace MuSiCa.Service.Tracking;

/// <summary>Answers the frames of one stream, one after the other: each begins where the last one ended.</summary>
internal sealed class TrackSession(
    TrackQuery query, FrameInbox inbox, FrameAligner aligner, ProblemReporter problems, TrackMetrics metrics, TimeProvider timeProvider)
{
    private readonly Tracker _tracker = new(query.Tracker);
    private readonly FrameClock _clock = new();
    private readonly long _begin = timeProvider.GetTimestamp();

    /// <summary>Answers every frame of the inbox.</summary>
    /// <exception cref="ProblemException">The stream ends with it, behind the answers of its frames.</exception>
    public async Task RunAsync(IServerStreamWriter<FrameLandmarks> answers, HttpContext http, CancellationToken cancellationToken)
    {
        await foreach (TakenFrame taken in inbox.ReadAllAsync(cancellationToken))
        {
            using (taken.Frame)
            {
                await answers.WriteAsync(await AnswerAsync(taken, http, cancellationToken), cancellationToken);
            }
        }
    }

    private async Task<FrameLandmarks> AnswerAsync(TakenFrame taken, HttpContext http, CancellationToken cancellationToken)
    {
        long start = timeProvider.GetTimestamp();
        (ReceivedFrame frame, uint skipped, IReadOnlyList<long> skippedIds) = taken;
        Frame message = frame.Message;
        (TimeSpan time, string? notice) = _clock.Next(message.TimestampUs, timeProvider.GetElapsedTime(_begin, start));
        var answer = new FrameLandmarks { Id = message.Id, TimestampUs = message.TimestampUs, Notice = notice ?? "", Skipped = skipped };
        answer.SkippedIds.AddRange(skippedIds);
        metrics.Skipped(skipped);
        using Activity? span = ServiceTracing.Start(ServiceTracing.StreamFrame);
        Problem? problem = frame.Problem ?? await FillAsync(answer, message, time, http, cancellationToken);
        answer.Problem = problem is null ? null : GrpcProblem.ToFrameProblem(problem);
        metrics.FrameFinished(problem, timeProvider.GetElapsedTime(start).TotalSeconds);
        return answer;
    }

    // What is wrong with one frame is its own affair; the stream goes on.
    private async Task<Problem?> FillAsync(
        FrameLandmarks answer, Frame message, TimeSpan time, HttpContext http, CancellationToken cancellationToken)
    {
        try
        {
            (Imaging.ImageInfo image, IReadOnlyList<TrackedFace> faces) =
                await aligner.AlignAsync(message, time, _tracker, query, http, cancellationToken);
            answer.Image = MessageWriter.Size(image);
            answer.Faces.AddRange(faces.Select(Write));
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return problems.Report(http, exception);
        }
    }

    private Protos.V1.TrackedFace Write(TrackedFace face)
    {
        metrics.Seen(face.State);
        return new Protos.V1.TrackedFace
        {
            TrackId = face.TrackId,
            State = face.State switch
            {
                TrackState.Started => Protos.V1.TrackState.Started,
                TrackState.Followed => Protos.V1.TrackState.Followed,
                TrackState.Resumed => Protos.V1.TrackState.Resumed,
                _ => Protos.V1.TrackState.Lost,
            },
            Face = face.Alignment is { } alignment ? MessageWriter.Write(alignment, query.Model.Package, query.Details) : null,
        };
    }
}
