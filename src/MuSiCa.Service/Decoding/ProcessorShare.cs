using System.Runtime.InteropServices;

namespace MuSiCa.Service.Decoding;

/// <summary>
/// The share of the processors that a thread gets while others want them too. Decoding takes whatever there is; what answers probes and
/// refusals, and what runs stages, takes little and must not wait behind it. .NET's own thread priorities do nothing on Linux.
/// </summary>
internal static partial class ProcessorShare
{
    /// <summary>By how much nicer decoding is: a third of the share of a thread that is not.</summary>
    public const int Niceness = 5;

    /// <summary>Has the calling thread, and threads that it starts, give way. For good: taking it back needs a right that services lack.</summary>
    public static void GiveWay()
    {
        if (OperatingSystem.IsLinux())
        {
            // Where a sandbox forbids it, decoding keeps an equal share.
            _ = Nice(Niceness);
        }
    }

    // On Linux that of the calling thread alone.
    [LibraryImport("libc", EntryPoint = "nice")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Nice(int increment);
}
