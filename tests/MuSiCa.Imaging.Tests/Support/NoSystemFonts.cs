using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MuSiCa.Imaging.Tests.Support;

/// <summary>Hides the fonts of this machine from the whole test run, so that labels are drawn with the font that is shipped.</summary>
internal static partial class NoSystemFonts
{
    [ModuleInitializer]
    internal static void Apply()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetEnvironment("FONTCONFIG_FILE", Path.Combine(AppContext.BaseDirectory, "fonts", "fonts.conf"), 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
