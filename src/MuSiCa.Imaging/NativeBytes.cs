using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace MuSiCa.Imaging;

/// <summary>
/// Bytes outside the garbage collector's heap, for what is large and short-lived: pixels, bodies of requests. They go back to the
/// system with <see cref="Return"/>, not at the next collection and not into a pool that nobody counts. Not zeroed.
/// </summary>
/// <remarks>
/// Whoever makes it owns it and returns it once; the finalizer frees what was forgotten, late. Spans must not be used after that,
/// for their memory is somebody else's or gone; <see cref="Memory"/>, <see cref="GetSpan"/> and <see cref="Pin"/> throw. Memory that
/// is pinned when it is returned is freed with the last pin. Reading and returning at the same time is the owner's mistake, and so is
/// reading a span when nothing refers to the object any more.
/// </remarks>
[SuppressMessage("Reliability", "CA2015", Justification = "A span without the object is against the contract; a leak for good is worse.")]
public sealed unsafe class NativeBytes : MemoryManager<byte>
{
    private readonly int _length;
    private byte* _bytes;

    // One for the owner and one for each pin; the memory is freed with the last.
    private int _holds = 1;
    private int _isReturned;

    /// <param name="length">How many bytes, 0 or more.</param>
    /// <exception cref="OutOfMemoryException">The system has not as many.</exception>
    public NativeBytes(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _bytes = (byte*)NativeMemory.Alloc((nuint)length);
        _length = length;
    }

    /// <summary>Frees what its owner forgot.</summary>
    ~NativeBytes()
    {
        Dispose(disposing: false);
    }

    /// <summary>How many bytes.</summary>
    public int Length => _length;

    /// <summary>The bytes.</summary>
    /// <exception cref="ObjectDisposedException">They were returned.</exception>
    public override Memory<byte> Memory
    {
        get
        {
            ThrowIfReturned();
            return CreateMemory(_length);
        }
    }

    /// <summary>Gives the memory back; further calls do nothing.</summary>
    public void Return() => ((IDisposable)this).Dispose();

    /// <summary>The bytes, to be used before the memory is returned.</summary>
    /// <exception cref="ObjectDisposedException">They were returned.</exception>
    public override Span<byte> GetSpan()
    {
        ThrowIfReturned();
        return new Span<byte>(_bytes, _length);
    }

    /// <summary>Keeps the memory, which never moves, until the handle is disposed of.</summary>
    /// <param name="elementIndex">Where the handle points, in bytes from the first.</param>
    /// <exception cref="ObjectDisposedException">They were returned.</exception>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, _length);
        ThrowIfReturned();
        Interlocked.Increment(ref _holds);
        return new MemoryHandle(_bytes + elementIndex, pinnable: this);
    }

    /// <summary>Ends what one <see cref="Pin"/> began; its handle calls it.</summary>
    public override void Unpin() => Release();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
        {
            Free();
        }
        else if (Interlocked.Exchange(ref _isReturned, 1) == 0)
        {
            ReturnedMemory.Spoil(new Span<byte>(_bytes, _length));
            Release();
        }
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holds) == 0)
        {
            Free();
        }
    }

    private void Free()
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
    }

    private void ThrowIfReturned() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _isReturned) != 0, this);
}
