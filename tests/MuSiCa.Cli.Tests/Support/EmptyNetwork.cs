using System.Diagnostics;

namespace MuSiCa.Cli.Tests;

/// <summary>
/// Runs a program in a network namespace without any address or route, with a home directory that is empty. Whatever the
/// program looks up or sends there comes to nothing, and the kernel counts it.
/// </summary>
internal sealed class EmptyNetwork : IDisposable
{
    // The program in the background, so that a signal to the shell is passed on; then what the namespace counted.
    private const string Script = """
        trap 'kill -TERM "$program"' TERM
        "$@" & program=$!
        wait "$program"; code=$?
        while kill -0 "$program" 2>/dev/null; do wait "$program"; code=$?; done
        cat /proc/net/snmp >"$0"
        cat /proc/net/snmp6 >"${0}6" 2>/dev/null
        exit "$code"
        """;

    private static readonly string[] Counters = ["IpOutRequests", "IpOutNoRoutes", "UdpOutDatagrams", "Ip6OutRequests", "Ip6OutNoRoutes"];

    // Why no such namespace can be had here.
    private static readonly string? Obstacle = FindObstacle();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musica-network-");

    private EmptyNetwork() => Directory.CreateDirectory(Home);

    /// <summary>The home directory of the program.</summary>
    public string Home => Path.Combine(_folder.FullName, "home");

    private string CountsFile => Path.Combine(_folder.FullName, "counts");

    /// <summary>Makes one; where none can be had the test is skipped with the reason.</summary>
    public static EmptyNetwork CreateOrSkip()
    {
        Assert.SkipWhen(Obstacle is not null, Obstacle ?? string.Empty);
        return new EmptyNetwork();
    }

    /// <summary>Turns the start of a program into its start in this network.</summary>
    public void Enclose(ProcessStartInfo start)
    {
        string[] command = [start.FileName, .. start.ArgumentList];
        start.FileName = "unshare";
        start.ArgumentList.Clear();
        foreach (string argument in (string[])["--net", "--", "sh", "-c", Script, CountsFile, .. command])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in start.Environment.Keys.Where(static name => name.StartsWith("XDG_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        // What the program does by itself, not what this machine tells it.
        start.Environment.Remove("ORT_DISABLE_TELEMETRY");
        start.Environment["HOME"] = Home;
    }

    /// <summary>Everything below the home directory.</summary>
    public string[] FilesAtHome() => Directory.GetFileSystemEntries(Home, "*", SearchOption.AllDirectories);

    /// <summary>What the program tried to send or look up, once it has ended; nothing is an empty list.</summary>
    public string[] Attempts() =>
    [
        .. CountedV4().Concat(CountedV6())
            .Where(static count => Counters.Contains(count.Name) && count.Number != "0")
            .Select(static count => $"{count.Name} {count.Number}"),
    ];

    public void Dispose() => _folder.Delete(recursive: true);

    // A line of names and a line of numbers for each protocol.
    private IEnumerable<(string Name, string Number)> CountedV4() =>
        from pair in File.ReadLines(CountsFile).Select(static line => line.Split(' ')).Chunk(2)
        from count in pair[0].Zip(pair[1]).Skip(1)
        select (pair[0][0].TrimEnd(':') + count.First, count.Second);

    // A name and a number in each line; no lines without IPv6.
    private IEnumerable<(string Name, string Number)> CountedV6() =>
        from line in File.ReadLines(CountsFile + "6")
        let words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        select (words[0], words[1]);

    private static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "network namespaces exist on Linux only";
        }

        // A look-up that must be counted: without root, or where namespaces are forbidden, or where names are resolved through a
        // socket of another namespace, it is not.
        using var network = new EmptyNetwork();
        var start = new ProcessStartInfo("getent", ["ahosts", "musica.invalid"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        network.Enclose(start);
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardOutput.ReadToEnd();
            string error = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return !File.Exists(network.CountsFile) ? $"this machine allows no network namespace: {error}"
                : network.Attempts().Length == 0 ? "a look-up in a network namespace is not counted here"
                : null;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return $"unshare cannot be started: {exception.Message}";
        }
    }
}
