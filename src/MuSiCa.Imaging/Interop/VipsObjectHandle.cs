using Microsoft.Win32.SafeHandles;

namespace MuSiCa.Imaging.Interop;

/// <summary>One reference to a GObject: an image, a region or an operation.</summary>
internal sealed class VipsObjectHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Takes over a reference that the caller owns; zero gives an invalid handle.</summary>
    public VipsObjectHandle(nint reference)
        : base(ownsHandle: true)
    {
        SetHandle(reference);
    }

    protected override bool ReleaseHandle()
    {
        Native.g_object_unref(handle);
        return true;
    }
}
