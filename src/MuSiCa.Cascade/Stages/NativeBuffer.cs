using System.Runtime.InteropServices;

namespace MuSiCa.Cascade;

// Memory that neither moves nor burdens the collector; zeroed, so that padded rows hold numbers.
internal sealed unsafe class NativeBuffer<T> : SafeHandle
    where T : unmanaged
{
    private const nuint Alignment = 64;

    private readonly int _length;

    public NativeBuffer(int length)
        : base(IntPtr.Zero, ownsHandle: true)
    {
        _length = length;
        Bytes = (long)length * sizeof(T);
        SetHandle((IntPtr)NativeMemory.AlignedAlloc((nuint)Bytes, Alignment));
        NativeMemory.Clear((void*)handle, (nuint)Bytes);
    }

    public override bool IsInvalid => handle == IntPtr.Zero;

    public IntPtr Address => handle;

    public long Bytes { get; }

    public Span<T> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return new Span<T>((void*)handle, _length);
        }
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
