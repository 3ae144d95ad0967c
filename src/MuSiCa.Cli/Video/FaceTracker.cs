using MuSiCa.Inference;

namespace MuSiCa.Cli;

/// <summary>Follows the faces of a video as the service does: each from its last landmarks, others searched for now and then.</summary>
/// <param name="cascade">Aligns.</param>
/// <param name="finder">Finds; null where the boxes of the first frame are given.</param>
/// <param name="terms">What is wanted.</param>
/// <param name="interval">Time of the video from one search to the next.</param>
/// <param name="smoothing">How landmarks are smoothed; null for not at all.</param>
internal sealed class FaceTracker(
    CascadeSession cascade, FinderSession? finder, AlignTerms terms, TimeSpan interval, SmoothingOptions? smoothing) : IDisposable
{
    private readonly FacePreparer _preparer = new(cascade.Package);
    private readonly OfflineRunner _runner = new(cascade);
    private readonly FaceFinder? _finder = finder is null ? null : new FaceFinder(finder);
    private readonly Tracker _tracker = new(new TrackerOptions { MaxFaces = terms.Finds.MaxFaces, Smoothing = smoothing });
    private TimeSpan? _searched;
    private bool _hasBegun;

    /// <summary>The model.</summary>
    public ModelPackage Package => cascade.Package;

    /// <summary>The faces of the next frame.</summary>
    public IReadOnlyList<TrackedFace> Track(VideoFrame frame, VideoInfo video, CancellationToken cancellationToken)
    {
        BoundingBox[] found = Search(frame, video, cancellationToken);
        FramePlan plan = _tracker.Plan([.. _hasBegun ? [] : terms.Boxes, .. found], video.Width, video.Height);
        _hasBegun = true;
        while (plan.Starts.Count > 0)
        {
            Align(plan, frame, video, cancellationToken);
        }

        return plan.Commit(frame.Time, found);
    }

    public void Dispose()
    {
        _finder?.Dispose();
        _runner.Dispose();
    }

    private BoundingBox[] Search(VideoFrame frame, VideoInfo video, CancellationToken cancellationToken)
    {
        if (_finder is null || (_searched is { } last && frame.Time - last < interval))
        {
            return [];
        }

        _searched = frame.Time;
        ViewPlan plan = _finder.Plan(video.Width, video.Height, terms.Finds);
        var pixels = new RgbPixels(frame.Pixels.Span, video.Width, video.Height);
        return [.. _finder.Find(pixels, PixelMapping.Identity, plan, terms.Finds, cancellationToken).Select(static face => face.Box)];
    }

    private void Align(FramePlan plan, VideoFrame frame, VideoInfo video, CancellationToken cancellationToken)
    {
        var faces = new List<PreparedFace>();
        try
        {
            foreach (TrackStart start in plan.Starts)
            {
                var pixels = new RgbPixels(frame.Pixels.Span, video.Width, video.Height);
                faces.Add(_preparer.Prepare(pixels, PixelMapping.Identity, start.Box));
            }

            FaceAlignment[] alignments = _runner.Align(faces, terms.Limits, cancellationToken);
            plan.Apply(alignments, [.. faces.Select(face => FaceAppearance.Of(face, cascade.Package))]);
        }
        finally
        {
            faces.ForEach(static face => face.Dispose());
        }
    }
}
