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

/// <summary>
/// A view cut out of its image, ready for the finder. Comes from a <see cref="ViewPreparer"/> and goes back to its pool when disposed
/// of; it must not be touched after that.
/// </summary>
public sealed class PreparedView : IDisposable
{
    private readonly ViewPreparer _owner;
    private readonly byte[] _pixels;
    private int _rented;

    internal PreparedView(ViewPreparer owner, ViewLayout layout)
    {
        _owner = owner;
        _pixels = new byte[layout.ByteCount];
    }

    /// <summary>Where it lies in its image.</summary>
    public View View { get; internal set; }

    /// <summary>Red, green and blue plane.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Bytes of memory the view holds until it is disposed of.</summary>
    public long MemoryBytes => _pixels.Length;

    /// <summary>Gives the view back to the pool.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, 0) == 1)
        {
            ReturnedMemory.Spoil(_pixels);
            _owner.Return(this);
        }
    }

    internal Span<byte> MutablePixels => _pixels;

    internal void MarkRented() => Volatile.Write(ref _rented, 1);
}
