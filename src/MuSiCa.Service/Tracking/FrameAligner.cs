using Microsoft.Extensions.Options;
using MuSiCa.Cascade;
using MuSiCa.Imaging;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Landmarks;
using MuSiCa.Service.Problems;
using MuSiCa.Tracking;
using TrackedFace = MuSiCa.Tracking.TrackedFace;
using TrackState = MuSiCa.Tracking.TrackState;

namespace MuSiCa.Service.Tracking;

/// <summary>
/// Aligns the faces of one frame: those that are followed, those that its boxes or a search start, and once more those that are lost.
/// </summary>
internal sealed class FrameAligner(
    ImageDecoder decoder, RequestAligner aligner, FinderSwitch finder, TimeProvider timeProvider, IOptions<RequestOptions> options)
{
    // What no time span holds means nothing to the smoothing either.
    private const long LatestMicroseconds = long.MaxValue / TimeSpan.TicksPerMicrosecond;

    /// <summary>Does a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="tracker">The faces of the stream.</param>
    /// <param name="query">What the stream asks for.</param>
    /// <param name="http">The call, for the log.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The size of the image, and its faces.</returns>
    /// <exception cref="ProblemException">The frame cannot be done.</exception>
    public async Task<(ImageInfo Image, IReadOnlyList<TrackedFace> Faces)> AlignAsync(
        Frame frame, Tracker tracker, TrackQuery query, HttpContext http, CancellationToken cancellationToken)
    {
        using IPicture sent = MessageReader.Picture(frame.Image);
        ImageInfo info = sent.Probe(decoder);
        BoundingBox[] boxes = MessageReader.Boxes(frame.Boxes);
        for (int i = 0; i < boxes.Length; i++)
        {
            FaceBoxes.CheckAgainst(info.Width, info.Height, boxes[i], i);
        }

        TimeSpan time = TimeOf(frame);
        using FoundPicture? found = finder.Searcher is { } searcher && query.Search.IsDue(time, boxes.Length)
            ? await SearchAsync(searcher, sent, query, cancellationToken)
            : null;
        IPicture picture = found ?? sent;
        boxes = found is null ? boxes : [.. boxes, .. found.Faces.Select(static face => face.Box)];
        IReadOnlyList<TrackStart> starts = tracker.Plan(boxes, info.Width, info.Height);
        IReadOnlyList<TrackedFace> faces = Apply(tracker, starts, await AlignAsync(picture, starts, query, http, cancellationToken), time);
        IReadOnlyList<TrackStart> again = tracker.PlanAgain();
        if (again.Count > 0)
        {
            faces = [.. faces, .. Apply(tracker, again, await AlignAsync(picture, again, query, http, cancellationToken), time)];
        }

        return (info, found is null ? faces : WithoutFalseFinds(faces, [.. starts, .. again], found));
    }

    // Who gave a box is told that there is no face; what the finder took for one is nobody's question.
    private static IReadOnlyList<TrackedFace> WithoutFalseFinds(
        IReadOnlyList<TrackedFace> faces, IReadOnlyList<TrackStart> starts, FoundPicture found)
    {
        HashSet<ulong> finds =
        [
            .. starts.Where(start => start.State == TrackState.Started && found.Faces.Any(face => face.Box == start.Box))
                .Select(static start => start.TrackId),
        ];
        return [.. faces.Where(face => face.State != TrackState.Lost || !finds.Contains(face.TrackId))];
    }

    private async Task<FoundPicture> SearchAsync(
        PictureSearcher searcher, IPicture picture, TrackQuery query, CancellationToken cancellationToken)
    {
        using var deadline = new RequestDeadline(options.Value.Timeout, null, timeProvider, cancellationToken);
        deadline.MarkReceived();
        try
        {
            return await searcher.FindAsync(
                picture, query.Search.Query, query.Tracker.MaxFaces, query.Priority, timeLeft: null, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw new ProblemException(deadline.Describe());
        }
    }

    private static TimeSpan TimeOf(Frame frame) =>
        TimeSpan.FromTicks(Math.Clamp(frame.TimestampUs, -LatestMicroseconds, LatestMicroseconds) * TimeSpan.TicksPerMicrosecond);

    private static IReadOnlyList<TrackedFace> Apply(
        Tracker tracker, IReadOnlyList<TrackStart> starts, IReadOnlyList<AlignedFace> faces, TimeSpan time) => tracker.Apply(
            starts,
            [.. faces.Select(static face => face.Alignment)],
            time,
            [.. faces.Select(static face => face.Appearance!)]);

    private async Task<IReadOnlyList<AlignedFace>> AlignAsync(
        IPicture picture, IReadOnlyList<TrackStart> starts, TrackQuery query, HttpContext http, CancellationToken cancellationToken)
    {
        if (starts.Count == 0)
        {
            return [];
        }

        using var deadline = new RequestDeadline(options.Value.Timeout, null, timeProvider, cancellationToken);
        deadline.MarkReceived();
        var landmarks = new LandmarkQuery(
            [.. starts.Select(static start => start.Box)], query.Limits, Timeout: null, query.Priority, Timing: false)
        {
            Appearance = true,
        };
        try
        {
            LandmarksReply reply = await aligner.AlignAsync(http, [picture], landmarks, deadline);
            return reply.Problem is { } problem
                ? throw new ProblemException(problem)
                : reply.Images[0].Aligned!.Faces;
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw new ProblemException(deadline.Describe());
        }
    }
}
