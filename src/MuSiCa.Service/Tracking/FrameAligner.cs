using Microsoft.Extensions.Options;
using MuSiCa.Imaging;
using MuSiCa.Inference;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Grpc;
using MuSiCa.Service.Pipeline;
using MuSiCa.Service.Problems;
using MuSiCa.Service.Security;
using TrackedFace = MuSiCa.Inference.TrackedFace;

namespace MuSiCa.Service.Tracking;

/// <summary>
/// Aligns the faces of one frame: those that are followed, those that its boxes or a search start, and once more those that are lost.
/// </summary>
internal sealed class FrameAligner(
    ImageDecoder decoder,
    ImagePlanner planner,
    LandmarkPipeline pipeline,
    FinderSwitch finder,
    PixelLimits pixels,
    TimeProvider timeProvider,
    IOptions<RequestOptions> options)
{
    /// <summary>Does a frame, within the time of one request. One that fails leaves tracker and schedule as they were.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="time">When it was taken.</param>
    /// <param name="tracker">The faces of the stream.</param>
    /// <param name="query">What the stream asks for.</param>
    /// <param name="http">The call, for the log.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The size of the image, and its faces.</returns>
    /// <exception cref="ProblemException">The frame cannot be done.</exception>
    public async Task<(ImageInfo Image, IReadOnlyList<TrackedFace> Faces)> AlignAsync(
        Frame frame, TimeSpan time, Tracker tracker, TrackQuery query, HttpContext http, CancellationToken cancellationToken)
    {
        using var deadline = new RequestDeadline(options.Value.Timeout, null, timeProvider, cancellationToken);
        deadline.MarkReceived();
        try
        {
            return await AlignAsync(frame, time, tracker, query, http, deadline);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw new ProblemException(deadline.Describe());
        }
    }

    private async Task<(ImageInfo Image, IReadOnlyList<TrackedFace> Faces)> AlignAsync(
        Frame frame, TimeSpan time, Tracker tracker, TrackQuery query, HttpContext http, RequestDeadline deadline)
    {
        using IPicture sent = MessageReader.Picture(frame.Image);
        ImageInfo info = sent.Probe(decoder);
        BoundingBox[] boxes = MessageReader.Boxes(frame.Boxes);
        for (int i = 0; i < boxes.Length; i++)
        {
            FaceBoxes.CheckAgainst(info.Width, info.Height, boxes[i], i);
        }

        bool isSearched = finder.Engine is not null && query.Search.IsDue(time, info, boxes.Length);
        FramePlan? plan = isSearched ? null : tracker.Plan(boxes, info.Width, info.Height);
        if (plan is { Starts.Count: 0 })
        {
            query.Search.Commit(time, info, boxes.Length, isSearched: false);
            return (info, plan.Commit(time));
        }

        ImagePlan image = plan is null
            ? planner.ForSearch(sent, query.Search.Query, query.Tracker.MaxFaces)
            : planner.ForBoxes(query.Model.Preparer, sent, [.. plan.Starts.Select(static start => start.Box)]);
        if (pixels.Refuse(http, image.Pixels) is { } tooMuch)
        {
            throw new ProblemException(tooMuch);
        }

        using RequestScope request = pipeline.Admit(new AdmissionOrder(query.Model, image.Faces, image.Work, ClientShare.Of(http), query.Priority)
        {
            Limits = query.Limits,
            TimeLeft = deadline.Left,
            IsSearched = isSearched,
        });
        using ImageScope scope = await pipeline.OpenAsync(request, sent, image, keepsPixels: isSearched);
        FoundFace[] faces = isSearched ? await pipeline.FindAsync(scope, query.Tracker.MaxFaces, deadline) : [];
        BoundingBox[] found = [.. faces.Select(static face => face.Box)];
        plan ??= tracker.Plan([.. boxes, .. found], info.Width, info.Height);
        while (plan.Starts.Count > 0)
        {
            AlignedFace[] aligned = await pipeline.AlignAsync(
                scope, [.. plan.Starts.Select(static start => start.Box)], withAppearance: true, deadline.Token);
            plan.Apply([.. aligned.Select(static face => face.Alignment)], [.. aligned.Select(static face => face.Appearance!)]);
        }

        query.Search.Commit(time, info, boxes.Length, isSearched);
        IReadOnlyList<TrackedFace> tracked = plan.Commit(time, found);
        request.MarkDone();
        return (info, tracked);
    }
}
