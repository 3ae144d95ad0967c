using System.Runtime.InteropServices;

namespace MuSiCa.Imaging.Interop;

/// <summary>
/// libvips' error text. It is one buffer for the whole process, so under load it may hold the words of another
/// thread's failure: it never decides anything, and no message or log of a request has it.
/// </summary>
internal static unsafe class VipsError
{
    /// <summary>Empties the buffer.</summary>
    public static void Clear() => Native.vips_error_clear();

    /// <summary>Takes the text out of the buffer: only at the start, and where one document after the other is drawn.</summary>
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
