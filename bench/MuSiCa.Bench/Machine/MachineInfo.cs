using System.Globalization;
using System.Runtime.InteropServices;

namespace MuSiCa.Bench;

/// <summary>What the figures were measured on.</summary>
/// <param name="Processor">Name of the processor.</param>
/// <param name="Cores">Processors that the process may use.</param>
/// <param name="Vectors">The widest vectors it computes with, bits.</param>
/// <param name="System">Operating system.</param>
/// <param name="Runtime">.NET.</param>
/// <param name="LoadBefore">Load average over a minute when the run began: processes that wanted a processor besides it.</param>
internal sealed record MachineInfo(string Processor, int Cores, int Vectors, string System, string Runtime, double LoadBefore)
{
    private const string ProcessorFile = "/proc/cpuinfo";
    private const string LoadFile = "/proc/loadavg";

    /// <summary>Whether others wanted so much of the processors that the figures are in doubt.</summary>
    public bool IsBusy => LoadBefore > 0.3 * Cores;

    /// <summary>Looks at this machine.</summary>
    public static MachineInfo Read() => new(
        ProcessorName(),
        Environment.ProcessorCount,
        global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? 512 : 256,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        Load());

    /// <summary>The load average over a minute; NaN where the system does not tell.</summary>
    public static double Load() => File.Exists(LoadFile)
        ? double.Parse(File.ReadAllText(LoadFile).Split(' ')[0], CultureInfo.InvariantCulture)
        : double.NaN;

    private static string ProcessorName()
    {
        const string Key = "model name";
        string? line = File.Exists(ProcessorFile)
            ? File.ReadLines(ProcessorFile).FirstOrDefault(static line => line.StartsWith(Key, StringComparison.Ordinal))
            : null;
        return line is null
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
