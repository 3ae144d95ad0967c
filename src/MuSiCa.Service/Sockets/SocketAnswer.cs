using System.Collections.Immutable;
using MuSiCa.Inference;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Tracking;

namespace MuSiCa.Service.Sockets;

/// <summary>The answer for one frame.</summary>
/// <param name="Frame">The number of the frame, the first of the stream being 0; absent where the stream ends with a problem.</param>
/// <param name="Image">Its size; absent where it has a problem.</param>
/// <param name="Faces">The faces that are followed; absent where it has a problem.</param>
/// <param name="Lost">Numbers of the tracks that end with this frame; absent where none does.</param>
/// <param name="Skipped">Frames that gave way to this one; absent where none did.</param>
/// <param name="Problem">Why it was not done; absent where it was.</param>
/// <param name="RetryAfter">After how many seconds to try again; absent where waiting does not help.</param>
internal sealed record SocketAnswer(
    long? Frame = null,
    ImageAnswer? Image = null,
    IReadOnlyList<TrackedFaceAnswer>? Faces = null,
    IReadOnlyList<ulong>? Lost = null,
    uint? Skipped = null,
    ProblemAnswer? Problem = null,
    double? RetryAfter = null)
{
    /// <summary>The answer for a frame.</summary>
    public static SocketAnswer From(FrameResult result, TrackQuery query, HttpContext http)
    {
        var answer = new SocketAnswer { Frame = result.Id, Skipped = result.Skipped == 0 ? null : result.Skipped };
        if (result.Problem is { } problem)
        {
            return answer.With(problem, http);
        }

        ulong[] lost = [.. result.Faces.Where(static face => face.State == TrackState.Lost).Select(static face => face.TrackId)];
        return answer with
        {
            Image = new ImageAnswer(result.Image!.Width, result.Image.Height),
            Faces = [.. result.Faces.Where(static face => face.State != TrackState.Lost).Select(face => TrackedFaceAnswer.From(face, query))],
            Lost = lost.Length == 0 ? null : lost,
        };
    }

    /// <summary>The same with a problem.</summary>
    public SocketAnswer With(Problem problem, HttpContext http) => this with
    {
        Problem = ProblemAnswer.From(problem, http),
        RetryAfter = problem.RetryAfter?.TotalSeconds,
    };
}

/// <summary>
/// A face that is followed: what REST says of a face (<see cref="FaceAnswer"/>), and its track, whose number is the same over the frames and
/// never given twice in a stream. State is <c>started</c>, <c>followed</c> or <c>resumed</c>.
/// </summary>
internal sealed record TrackedFaceAnswer(
    ulong TrackId,
    string State,
    BoxAnswer Box,
    ImmutableArray<LandmarkAnswer> Landmarks,
    int Stages,
    ExitReason Exit,
    double PredictedError,
    AlignmentStatus Status,
    bool? Degraded,
    double? Threshold,
    int? Passes,
    ImmutableArray<double>? Spread,
    PoseAnswer? Pose)
{
    public static TrackedFaceAnswer From(TrackedFace face, TrackQuery query)
    {
        FaceAnswer answer = FaceAnswer.From(face.Alignment!, query.Model.Package.Landmarks, query.Details);
        return new TrackedFaceAnswer(
            face.TrackId,
            face.State switch
            {
                TrackState.Started => "started",
                TrackState.Resumed => "resumed",
                _ => "followed",
            },
            answer.Box,
            answer.Landmarks,
            answer.Stages,
            answer.Exit,
            answer.PredictedError,
            answer.Status,
            answer.Degraded,
            answer.Threshold,
            answer.Passes,
            answer.Spread,
            answer.Pose);
    }
}
