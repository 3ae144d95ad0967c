namespace MuSiCa.Inference;

/// <summary>Cuts views out of images. Thread-safe; allocates nothing for a view once as many were given back.</summary>
public sealed class ViewPreparer
{
    /// <summary>How many returned views are kept for reuse by default.</summary>
    public const int DefaultRetainedViews = 64;

    private readonly ViewLayout _layout;
    private readonly SquareResampler _resampler;
    private readonly BoundedPool<PreparedView> _views;

    /// <summary>Creates a preparer for the views of a finder.</summary>
    /// <param name="package">The finder.</param>
    /// <param name="retainedViews">How many returned views are kept for reuse.</param>
    public ViewPreparer(FinderPackage package, int retainedViews = DefaultRetainedViews)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentOutOfRangeException.ThrowIfNegative(retainedViews);
        _layout = package.View;
        _resampler = new SquareResampler(package.View.Size);
        _views = new BoundedPool<PreparedView>(retainedViews, () => new PreparedView(this, package.View));
    }

    /// <summary>Cuts out a view. Pixels outside the image repeat its edge.</summary>
    /// <param name="image">The upright image, possibly shrunk: by no more than <see cref="ViewPlan.MaxShrink"/> to lose nothing.</param>
    /// <param name="mapping">Where the pixels of <paramref name="image"/> lie at full resolution.</param>
    /// <param name="view">The view.</param>
    /// <returns>The pixels. Dispose of them to give their memory back.</returns>
    /// <exception cref="ArgumentException">The mapping or the view is not usable.</exception>
    public PreparedView Prepare(RgbPixels image, PixelMapping mapping, View view)
    {
        PreparedView prepared = _views.Rent();
        prepared.MarkRented();
        try
        {
            prepared.View = view;
            _resampler.Resample(image, mapping, view.Transform(_layout), prepared.MutablePixels);
            return prepared;
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    internal void Return(PreparedView view) => _views.Return(view);
}
