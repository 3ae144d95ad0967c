using System.Runtime.InteropServices;

namespace MuSiCa.Inference;

/// <summary>Memory that neither moves nor burdens the collector; zeroed, so that rows nobody filled hold numbers.</summary>
public sealed unsafe class NativeBuffer<T> : SafeHandle
    where T : unmanaged
{
    private const nuint Alignment = 64;

    private readonly int _length;

    /// <summary>Allocates a buffer.</summary>
    /// <param name="length">Number of elements.</param>
    public NativeBuffer(int length)
        : base(IntPtr.Zero, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _length = length;
        Bytes = (long)length * sizeof(T);
        SetHandle((IntPtr)NativeMemory.AlignedAlloc((nuint)Bytes, Alignment));
        NativeMemory.Clear((void*)handle, (nuint)Bytes);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <summary>Size in bytes.</summary>
    public long Bytes { get; }

    /// <summary>The elements.</summary>
    /// <exception cref="ObjectDisposedException">The memory was freed.</exception>
    public Span<T> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return new Span<T>((void*)handle, _length);
        }
    }

    internal IntPtr Address => handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
