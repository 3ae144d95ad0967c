using System.Globalization;
using static System.FormattableString;

namespace MuSiCa.Bench;

/// <summary>
/// A control group with a memory limit and without swap, of either version of cgroups. Disposing it removes it; its processes must
/// have ended.
/// </summary>
internal sealed class MemoryGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private const string MembershipFile = "/proc/self/cgroup";
    private const string Controller = "memory";

    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(2);

    private readonly string _folder;
    private readonly bool _isUnified;

    private MemoryGroup(string folder, bool isUnified) => (_folder, _isUnified) = (folder, isUnified);

    /// <summary>A process that writes its number there belongs to the group from then on, with all that it starts.</summary>
    public string Processes => Path.Combine(_folder, "cgroup.procs");

    /// <summary>Processes of the group that the kernel ended for lack of memory.</summary>
    public long Kills => Count(_isUnified ? "memory.events" : "memory.oom_control", "oom_kill");

    /// <summary>The most bytes that it held, the page cache of its files included; null where the kernel does not tell.</summary>
    public long? Peak
    {
        get
        {
            string file = Path.Combine(_folder, _isUnified ? "memory.peak" : "memory.max_usage_in_bytes");
            return File.Exists(file) ? long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;
        }
    }

    /// <summary>Makes a group.</summary>
    /// <param name="bytes">Its limit.</param>
    /// <param name="reason">Why there is none; null when there is.</param>
    public static MemoryGroup? TryCreate(long bytes, out string? reason)
    {
        string name = Invariant($"musica-bench-{Environment.ProcessId}-{bytes >> 20}");
        if (!File.Exists(MembershipFile) || Parent(File.ReadAllLines(MembershipFile)) is not var (parent, isUnified))
        {
            reason = $"there is no memory controller under {Root}";
            return null;
        }

        string folder = Path.Combine(parent, name);
        try
        {
            Directory.CreateDirectory(folder);
            var group = new MemoryGroup(folder, isUnified);
            group.Limit(bytes);
            reason = null;
            return group;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = $"no group can be made in {parent}: {exception.Message}";
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }

            return null;
        }
    }

    public void Dispose()
    {
        // The kernel lets go of ended processes a moment after they have ended.
        DateTime limit = DateTime.UtcNow + EndsWithin;
        while (true)
        {
            try
            {
                Directory.Delete(_folder);
                return;
            }
            catch (IOException) when (DateTime.UtcNow < limit)
            {
                Thread.Sleep(20);
            }
        }
    }

    // Version 1: below the group of this process. Version 2: beside it, as a group with processes has none with controllers below it.
    private static (string Folder, bool IsUnified)? Parent(string[] memberships)
    {
        string[]? own = memberships.Select(static line => line.Split(':', 3))
            .FirstOrDefault(static parts => parts[1].Split(',').Contains(Controller));
        if (own is not null && Directory.Exists(Path.Combine(Root, Controller)))
        {
            string below = Path.Combine(Root, Controller, own[2].TrimStart('/'));
            return (Directory.Exists(below) ? below : Path.Combine(Root, Controller), false);
        }

        string controllers = Path.Combine(Root, "cgroup.controllers");
        if (!File.Exists(controllers) || !File.ReadAllText(controllers).Split(' ', '\n').Contains(Controller))
        {
            return null;
        }

        string unified = memberships.Select(static line => line.Split(':', 3)).First(static parts => parts[0] == "0")[2];
        string beside = Path.GetDirectoryName(Path.Combine(Root, unified.TrimStart('/'))) ?? Root;
        return (beside.StartsWith(Root, StringComparison.Ordinal) && Directory.Exists(beside) ? beside : Root, true);
    }

    private void Limit(long bytes)
    {
        string limit = bytes.ToString(CultureInfo.InvariantCulture);
        if (!_isUnified)
        {
            File.WriteAllText(Path.Combine(_folder, "memory.limit_in_bytes"), limit);
            WriteWhereThere("memory.memsw.limit_in_bytes", limit);
            return;
        }

        File.WriteAllText(Path.Combine(_folder, "memory.max"), limit);
        WriteWhereThere("memory.swap.max", "0");
    }

    private void WriteWhereThere(string name, string value)
    {
        string file = Path.Combine(_folder, name);
        if (File.Exists(file))
        {
            File.WriteAllText(file, value);
        }
    }

    private long Count(string name, string key) => File.ReadLines(Path.Combine(_folder, name))
        .Select(static line => line.Split(' '))
        .Where(parts => parts[0] == key)
        .Select(static parts => long.Parse(parts[1], CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
