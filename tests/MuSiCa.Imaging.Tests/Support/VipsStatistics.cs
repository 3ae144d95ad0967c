using System.Runtime.InteropServices;
using MuSiCa.Imaging.Interop;

namespace MuSiCa.Imaging.Tests.Support;

/// <summary>
/// The counters that libvips keeps over its own memory. Codecs' internal memory (libjpeg's coefficients, libwebp's planes) is
/// not among them.
/// </summary>
/// <param name="Bytes">Bytes of pixel memory held by libvips now.</param>
/// <param name="Allocations">Blocks of memory held now.</param>
/// <param name="Files">Files open now.</param>
/// <param name="CachedOperations">Operations in the operation cache; 0, for the cache is off.</param>
internal readonly partial record struct VipsStatistics(long Bytes, int Allocations, int Files, int CachedOperations)
{
    /// <summary>Reads the counters of this process.</summary>
    public static VipsStatistics Read()
    {
        VipsRuntime.EnsureStarted();
        return new VipsStatistics((long)vips_tracked_get_mem(), vips_tracked_get_allocs(), vips_tracked_get_files(), vips_cache_get_size());
    }

    [LibraryImport(Native.Library)]
    private static partial nuint vips_tracked_get_mem();

    [LibraryImport(Native.Library)]
    private static partial int vips_tracked_get_allocs();

    [LibraryImport(Native.Library)]
    private static partial int vips_tracked_get_files();

    [LibraryImport(Native.Library)]
    private static partial int vips_cache_get_size();
}
