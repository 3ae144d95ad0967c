using System.Globalization;

namespace MuSiCa.Bench;

/// <summary>Bytes of a process in memory, as the system tells them.</summary>
internal static class ResidentMemory
{
    /// <summary>Now; null where the process is gone or the system does not tell.</summary>
    public static long? Now(int process) => Read(process, "VmRSS:");

    /// <summary>The most since its start.</summary>
    public static long? Peak(int process) => Read(process, "VmHWM:");

    private static long? Read(int process, string key)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status")
                .FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
            return line is null
                ? null
                : 1024 * long.Parse(line[key.Length..].Replace("kB", null, StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
