using System.Runtime.InteropServices;

namespace MuSiCa.Inference;

/// <summary>
/// Finds the faces of an image by itself: view by view in full batches. Belongs to one thread at a time; several finders can share
/// a session.
/// </summary>
public sealed class FaceFinder : IDisposable
{
    /// <summary>Views in a batch by default.</summary>
    public const int DefaultBatchSize = 4;

    private readonly FinderSession _session;
    private readonly ViewPreparer _preparer;
    private readonly FinderRunner _runner;
    private readonly FinderBatch _batch;
    private readonly CandidateList _ofView = new(CandidateList.PerView);
    private readonly CandidateList _ofImage = new(CandidateList.PerImage);
    private readonly List<PreparedView> _views = [];

    /// <summary>Creates a finder.</summary>
    /// <param name="session">The finder's network; stays the caller's.</param>
    /// <param name="batchSize">The largest number of views that run together.</param>
    public FaceFinder(FinderSession session, int batchSize = DefaultBatchSize)
    {
        ArgumentNullException.ThrowIfNull(session);
        _session = session;
        _batch = new FinderBatch(session.Package.View, batchSize);
        _preparer = new ViewPreparer(session.Package, batchSize);
        _runner = new FinderRunner(session);
    }

    /// <summary>Plans the views of an image, before it is decoded: the plan tells how far it may be shrunk.</summary>
    /// <param name="width">Width of the upright full-resolution image.</param>
    /// <param name="height">Height of that image.</param>
    /// <param name="settings">Which faces are wanted.</param>
    public ViewPlan Plan(int width, int height, FindSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return ViewPlan.Create(_session.Package, width, height, settings.MinFace, settings.MaxViews);
    }

    /// <summary>Finds the faces of an image.</summary>
    /// <param name="image">The upright image, possibly shrunk.</param>
    /// <param name="mapping">Where the pixels of <paramref name="image"/> lie at full resolution.</param>
    /// <param name="plan">Its views.</param>
    /// <param name="settings">Which faces are wanted.</param>
    /// <param name="cancellationToken">Looked at between batches.</param>
    /// <returns>The faces, the largest first.</returns>
    /// <exception cref="FinderOutputException">The finder gave a value that is not a finite number.</exception>
    public FoundFace[] Find(
        RgbPixels image,
        PixelMapping mapping,
        ViewPlan plan,
        FindSettings settings,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        float threshold = settings.Threshold ?? _session.Package.Threshold;
        _ofImage.Clear();
        for (int first = 0; first < plan.Views.Length; first += _batch.Capacity)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Look(image, mapping, plan.Views.AsSpan(first, Math.Min(_batch.Capacity, plan.Views.Length - first)));
            for (int row = 0; row < _batch.Count; row++)
            {
                _ofView.Clear();
                _runner.Read(_batch, row, plan.Views[first + row], threshold, _ofView);
                _ofImage.AddRange(_ofView);
            }
        }

        return FaceSelection.Select(_ofImage, plan.ImageWidth, plan.ImageHeight, _session.Package.Suppression, settings.MaxFaces);
    }

    /// <summary>Frees the working memory.</summary>
    public void Dispose() => _batch.Dispose();

    private void Look(RgbPixels image, PixelMapping mapping, ReadOnlySpan<View> views)
    {
        try
        {
            foreach (View view in views)
            {
                _views.Add(_preparer.Prepare(image, mapping, view));
            }

            _runner.Gather(CollectionsMarshal.AsSpan(_views), _batch);
        }
        finally
        {
            _views.ForEach(static view => view.Dispose());
            _views.Clear();
        }

        _runner.Execute(_batch);
    }
}

/// <summary>Which faces of an image are wanted.</summary>
public sealed record FindSettings
{
    /// <summary>Faces found at most, by default.</summary>
    public const int DefaultMaxFaces = 100;

    /// <summary>Views at most, by default.</summary>
    public const int DefaultMaxViews = 64;

    /// <summary>
    /// Longer side of the smallest faces that are wanted, in image pixels, above 0; without it, what the view of the whole image shows.
    /// </summary>
    public double? MinFace { get; init; }

    /// <summary>Least score of a find, above 0 and at most 1; without it, the finder's own.</summary>
    public float? Threshold { get; init; }

    /// <summary>The largest number of faces; the largest faces are taken.</summary>
    public int MaxFaces { get; init; } = DefaultMaxFaces;

    /// <summary>The largest number of views of an image.</summary>
    public int MaxViews { get; init; } = DefaultMaxViews;
}
