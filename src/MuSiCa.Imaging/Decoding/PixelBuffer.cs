using System.Buffers;

namespace MuSiCa.Imaging;

/// <summary>Memory for decoded pixels: pooled up to a size, exact and left to the garbage collector above it.</summary>
internal sealed class PixelBuffer
{
    /// <summary>
    /// The pool rounds up to powers of two and keeps what it gets for a while: right for the photos of every day
    /// (up to 11 megapixels), wasteful for the few at the limit.
    /// </summary>
    private const int LargestPooled = 32 * 1024 * 1024;

    private readonly byte[] _array;
    private readonly int _length;
    private readonly bool _pooled;

    public PixelBuffer(int length)
    {
        _length = length;
        _pooled = length <= LargestPooled;
        _array = _pooled ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);
    }

    public Span<byte> Span => _array.AsSpan(0, _length);

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, _length);

    /// <summary>Must be called once at most: a second owner may have the memory by then.</summary>
    public void Return()
    {
        if (_pooled)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }
    }
}
