using System.Runtime.InteropServices;

namespace MuSiCa.Service.Sizing;

/// <summary>
/// How the C library keeps memory that was freed. Left to itself glibc takes ever larger pieces from its heaps once one of that size
/// was freed, up to 32 MB, and a heap with one small piece in use at its end gives nothing back: weights that were read and freed
/// while sessions open, and pixels, would stay with the process for good.
/// </summary>
internal static partial class NativeHeap
{
    /// <summary>Pieces of at least so many bytes are mapped by themselves and go back to the system when they are freed.</summary>
    public const int MappedBytes = 256 * 1024;

    // M_MMAP_THRESHOLD of malloc.h. A value that is set stays.
    private const int MappedThreshold = -3;

    /// <summary>Sets it for the whole process, before anything large is allocated.</summary>
    /// <returns>Whether the C library knows the setting; others (musl, that of macOS or Windows) keep less by themselves.</returns>
    public static bool TryReturnLargePieces()
    {
        try
        {
            return OperatingSystem.IsLinux() && SetOption(MappedThreshold, MappedBytes) != 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOption(int option, int value);
}
