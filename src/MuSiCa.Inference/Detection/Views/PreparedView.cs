namespace MuSiCa.Inference;

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
