using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MuSiCa.Imaging.Interop;

/// <summary>Starts libvips once per process with the settings that fit a service which decodes what strangers send.</summary>
internal static unsafe class VipsRuntime
{
    // G_LOG_LEVEL_WARNING and everything below it; errors and criticals keep going to stderr.
    private const int QuietLevels = WarningLevel | (1 << 5) | (1 << 6) | (1 << 7);

    private const int WarningLevel = 1 << 4;

    private static readonly Lazy<bool> Started = new(Start);

    [ThreadStatic]
    private static int _warnings;

    /// <summary>
    /// Warnings that libvips has logged on the calling thread. What the last rows of a JPEG made its decoder warn of is logged
    /// when its image is freed, and nowhere else: the loader looks for warnings before it reads rows, not behind the last.
    /// </summary>
    public static int WarningsOfThread => _warnings;

    public static void EnsureStarted() => _ = Started.Value;

    private static bool Start()
    {
        if (Native.vips_init("MuSiCa") != 0)
        {
            throw new InvalidOperationException($"libvips did not start: {VipsError.Take()}");
        }

        // Many images at once, each on the thread that asked for it: parallelism inside an image would only add switches.
        Native.vips_concurrency_set(1);

        // Cached operations would keep references to encoded bytes that their owner frees.
        Native.vips_cache_set_max(0);

        BlockLoaders();

        // libvips reports each damaged file as a warning on stderr; the caller has it as an exception.
        fixed (byte* domain = "VIPS"u8)
        {
            _ = Native.g_log_set_handler(domain, QuietLevels, &CountLog, 0);
        }

        return true;
    }

    /// <summary>Leaves open the loaders of photos only, so that no other decoder can be reached whatever the bytes say.</summary>
    private static void BlockLoaders()
    {
        Native.vips_block_untrusted_set(1);
        SetBlocked("VipsForeignLoad"u8, true);
        SetBlocked("VipsForeignLoadJpeg"u8, false);
        SetBlocked("VipsForeignLoadPng"u8, false);
        SetBlocked("VipsForeignLoadWebp"u8, false);
        SetBlocked("VipsForeignLoadNsgif"u8, false);
        SetBlocked("VipsForeignLoadTiff"u8, false);
    }

    /// <summary>Blocks or opens the operation class of that name and all classes that derive from it.</summary>
    public static void SetBlocked(ReadOnlySpan<byte> className, bool blocked)
    {
        fixed (byte* name = className)
        {
            Native.vips_operation_block_set(name, blocked ? 1 : 0);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void CountLog(byte* domain, int level, byte* message, nint data)
    {
        if ((level & WarningLevel) != 0)
        {
            _warnings++;
        }
    }
}

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
