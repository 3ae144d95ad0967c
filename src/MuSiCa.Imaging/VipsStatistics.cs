using MuSiCa.Imaging.Interop;

namespace MuSiCa.Imaging;

/// <summary>
/// The counters that libvips keeps over its own memory, for leak tests and metrics. Codecs' internal memory
/// (libjpeg's coefficients, libwebp's planes) is not among them.
/// </summary>
/// <param name="Bytes">Bytes of pixel memory held by libvips now.</param>
/// <param name="PeakBytes">The most bytes held at any time since the start.</param>
/// <param name="Allocations">Blocks of memory held now.</param>
/// <param name="Files">Files open now.</param>
/// <param name="CachedOperations">Operations in the operation cache; 0, for the cache is off.</param>
public readonly record struct VipsStatistics(long Bytes, long PeakBytes, int Allocations, int Files, int CachedOperations)
{
    /// <summary>Reads the counters of this process.</summary>
    public static VipsStatistics Read()
    {
        VipsRuntime.EnsureStarted();
        return new VipsStatistics(
            (long)Native.vips_tracked_get_mem(),
            (long)Native.vips_tracked_get_mem_highwater(),
            Native.vips_tracked_get_allocs(),
            Native.vips_tracked_get_files(),
            Native.vips_cache_get_size());
    }
}
