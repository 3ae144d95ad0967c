using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MuSiCa.Inference;

/// <summary>Switches off what ONNX Runtime tells its maker.</summary>
/// <remarks>
/// Builds of recent versions write a device id and a queue of events below the home directory and look up a host to send
/// them to. They ask the environment when the library is first used; the environment of .NET is a copy that native code on
/// Unix does not see, so the variable is set through the C library.
/// </remarks>
internal static partial class OnnxRuntimeTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    // Before anything in this assembly runs, and nothing else opens sessions.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "No order of calls can be forgotten.")]
    internal static void SwitchOff()
    {
        // For the programs that this one starts.
        Environment.SetEnvironmentVariable(Variable, "1");
        if (!OperatingSystem.IsWindows() && SetNativeEnvironment(Variable, "1", overwrite: 1) != 0)
        {
            throw new InvalidOperationException($"{Variable} cannot be set, errno {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNativeEnvironment(string name, string value, int overwrite);
}
