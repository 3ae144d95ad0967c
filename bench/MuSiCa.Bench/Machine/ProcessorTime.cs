using System.Globalization;

namespace MuSiCa.Bench;

/// <summary>
/// Processor time of a process and its children. Unlike the time on the clock it does not grow much when others want the
/// processors too.
/// </summary>
internal static class ProcessorTime
{
    private const string Processes = "/proc";

    // Fields of /proc/PID/stat behind the name, which may hold blanks: state, parent, ..., ticks in user and in system mode.
    private const int Parent = 1;
    private const int User = 11;
    private const int System = 12;
    private const double MillisecondsPerTick = 10;

    /// <summary>Milliseconds that a process and those it started have taken; NaN where the system does not tell.</summary>
    public static double OfTree(int process)
    {
        if (!Directory.Exists(Processes))
        {
            return double.NaN;
        }

        Dictionary<int, (int Parent, long Ticks)> all = [];
        foreach (string folder in Directory.EnumerateDirectories(Processes))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) && Read(folder) is { } read)
            {
                all[id] = read;
            }
        }

        return MillisecondsPerTick * all.Where(each => IsBelow(each.Key)).Sum(static each => each.Value.Ticks);

        bool IsBelow(int id) => id == process
            || (all.TryGetValue(id, out (int Parent, long Ticks) found) && found.Parent > 1 && IsBelow(found.Parent));
    }

    private static (int Parent, long Ticks)? Read(string folder)
    {
        try
        {
            string line = File.ReadAllText(Path.Combine(folder, "stat"));
            string[] fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return (
                int.Parse(fields[Parent], CultureInfo.InvariantCulture),
                long.Parse(fields[User], CultureInfo.InvariantCulture) + long.Parse(fields[System], CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
            return null;
        }
    }
}
