using System.Runtime.InteropServices;

namespace MuSiCa.Imaging.Interop;

/// <summary>
/// libvips' error text. It is one buffer for the whole process, so under load it may hold the words of another
/// thread's failure: it never decides anything and never reaches a sender of images.
/// </summary>
internal static unsafe class VipsError
{
    /// <summary>Empties the buffer.</summary>
    public static void Clear() => Native.vips_error_clear();

    /// <summary>Takes the text out of the buffer, for failures of our own drawing and encoding.</summary>
    public static string Take()
    {
        var text = Native.vips_error_buffer_copy();
        try
        {
            return Marshal.PtrToStringUTF8((nint)text)?.Trim() ?? "";
        }
        finally
        {
            Native.g_free(text);
        }
    }
}
