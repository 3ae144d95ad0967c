using System.Reflection;
using System.Runtime.InteropServices;

namespace MuSiCa.Imaging.Interop;

/// <summary>Finds the file of libvips: beside the program, in its <c>runtimes</c> folder, or where the system looks.</summary>
internal static class VipsLibrary
{
    private static readonly string FileName =
        OperatingSystem.IsWindows() ? "libvips-42.dll"
        : OperatingSystem.IsMacOS() ? "libvips-cpp.8.18.7.dylib"
        : "libvips-cpp.so.8.18.7";

    /// <summary>Makes the runtime ask this class for <see cref="Native.Library"/>.</summary>
    public static void Register() => NativeLibrary.SetDllImportResolver(typeof(VipsLibrary).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Native.Library)
        {
            return 0;
        }

        foreach (var candidate in Candidates(assembly))
        {
            if (File.Exists(candidate))
            {
                return NativeLibrary.Load(candidate);
            }
        }

        return NativeLibrary.TryLoad(FileName, assembly, searchPath, out var handle)
            ? handle
            : throw new DllNotFoundException(
                $"libvips was not found. Looked for {string.Join(", ", Candidates(assembly))} and for {FileName} where the system keeps libraries. "
                + "Build again: the build fetches it; or copy it beside the program.");
    }

    private static IEnumerable<string> Candidates(Assembly assembly)
    {
        // An assembly of a single-file program has no location.
        var folders = new[] { AppContext.BaseDirectory, Path.GetDirectoryName(assembly.Location) }
            .OfType<string>()
            .Where(folder => folder.Length > 0)
            .Select(Path.TrimEndingDirectorySeparator)
            .Distinct();
        foreach (var folder in folders)
        {
            yield return Path.Combine(folder, FileName);
            yield return Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", FileName);
        }
    }
}
