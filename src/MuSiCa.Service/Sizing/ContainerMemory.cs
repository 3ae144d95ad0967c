using System.Globalization;

namespace MuSiCa.Service.Sizing;

/// <summary>Reads how much memory the control groups of Linux, of either version, grant this process.</summary>
internal static class ContainerMemory
{
    // Where a mount of /proc/self/mountinfo says what is mounted, and where; what follows the hyphen is its type.
    private const int MountRoot = 3;
    private const int MountPoint = 4;

    // What version 1 says for none is the largest number of whole pages, which is different everywhere.
    private const long Absurd = 1L << 60;

    /// <summary>The least limit of the process's group and the groups above it.</summary>
    /// <param name="root">Where the file system begins.</param>
    /// <returns>Bytes; null where there is no limit, or none that can be read.</returns>
    public static long? ReadLimit(string root = "/")
    {
        try
        {
            string[] groups = File.ReadAllLines(Path.Combine(root, "proc/self/cgroup"));
            string[] mounts = File.ReadAllLines(Path.Combine(root, "proc/self/mountinfo"));
            return Min(Version2(root, groups, mounts), Version1(root, groups, mounts));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Version2(string root, string[] groups, string[] mounts) => Limit(
        root,
        groups.Select(static line => line.Split(':', 3)).FirstOrDefault(static parts => parts is ["0", "", _])?[2],
        mounts.Select(static line => line.Split(' ')).FirstOrDefault(static fields => TypeOf(fields) == "cgroup2"),
        "memory.max");

    private static long? Version1(string root, string[] groups, string[] mounts) => Limit(
        root,
        groups.Select(static line => line.Split(':', 3))
            .FirstOrDefault(static parts => parts is [_, var controllers, _] && controllers.Split(',').Contains("memory"))?[2],
        mounts.Select(static line => line.Split(' '))
            .FirstOrDefault(static fields => TypeOf(fields) == "cgroup" && fields[^1].Split(',').Contains("memory")),
        "memory.limit_in_bytes");

    private static string? TypeOf(string[] fields) =>
        Array.IndexOf(fields, "-") is > MountPoint and var hyphen && hyphen + 1 < fields.Length ? fields[hyphen + 1] : null;

    private static long? Limit(string root, string? group, string[]? mount, string file)
    {
        if (group is null || mount is null)
        {
            return null;
        }

        string top = Path.Combine(root, mount[MountPoint].TrimStart('/'));
        long? limit = null;
        for (string path = Below(mount[MountRoot], group); ; path = Path.GetDirectoryName(path) ?? string.Empty)
        {
            limit = Min(limit, ReadNumber(Path.Combine(top, path, file)));
            if (path.Length == 0)
            {
                return limit;
            }
        }
    }

    // The group's folder below the mount. A container sees its own group as the mount itself, and may be told a path outside of it.
    private static string Below(string mountRoot, string group)
    {
        string prefix = mountRoot.TrimEnd('/') + "/";
        return group.StartsWith(prefix, StringComparison.Ordinal) && !group.Contains("..", StringComparison.Ordinal)
            ? group[prefix.Length..].Trim('/')
            : string.Empty;
    }

    private static long? ReadNumber(string path)
    {
        try
        {
            return long.TryParse(File.ReadAllText(path).AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
                && bytes is > 0 and < Absurd ? bytes : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The topmost group has no such file, and a container may hide those above its own.
            return null;
        }
    }

    private static long? Min(long? one, long? other) => one is null || other < one ? other : one;
}
