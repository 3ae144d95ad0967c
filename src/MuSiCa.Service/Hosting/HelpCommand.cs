using System.Text.RegularExpressions;

namespace MuSiCa.Service.Hosting;

/// <summary>
/// The mode <c>--help</c>: how the program is started, and every setting. The settings are the table of docs/configuration.md, which
/// comes with the program.
/// </summary>
internal static partial class HelpCommand
{
    private const int Width = 100;
    private const string Indent = "      ";
    private const string None = "–";

    private static readonly string[] Switches = ["--help", "-h", "-?"];

    /// <summary>Whether the command line asks for this mode.</summary>
    public static bool IsRequested(string[] args) => args.Any(Switches.Contains);

    /// <summary>Writes the help.</summary>
    public static void Write(TextWriter output)
    {
        output.WriteLine("""
            Usage: dotnet MuSiCa.Service.dll [settings]

            Serves facial landmarks over REST on http://localhost:8080, described at /swagger, and over gRPC on port 8081.

              --urls http://0.0.0.0:9000   where REST listens
              --health-check               asks the service on this machine whether it is ready: exit code 0 if it is
              --help                       this

            Settings, on the command line as --MuSiCa:Serving:QueueLimit=512, in the environment as
            MuSiCa__Serving__QueueLimit=512, or in appsettings.json:

            """);
        foreach (string line in Table().Where(static line => line.StartsWith("| `", StringComparison.Ordinal)))
        {
            string[] cells = Plain(line).Trim('|').Split('|', 5, StringSplitOptions.TrimEntries);
            string range = cells[3] == None ? string.Empty : $", {cells[3]}";
            output.WriteLine($"  {cells[0]} = {cells[1]} ({cells[2]}{range})");
            WriteWrapped(output, cells[4]);
        }
    }

    // The first table of the document.
    private static IEnumerable<string> Table()
    {
        using Stream stream = typeof(HelpCommand).Assembly.GetManifestResourceStream("configuration.md")!;
        using var reader = new StreamReader(stream);
        string[] lines = reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n');
        return lines.SkipWhile(static line => !line.StartsWith('|')).TakeWhile(static line => line.StartsWith('|'));
    }

    private static string Plain(string markdown) => Link().Replace(markdown, "$1").Replace("`", string.Empty, StringComparison.Ordinal);

    private static void WriteWrapped(TextWriter output, string text)
    {
        string line = Indent;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + word.Length > Width && line != Indent)
            {
                output.WriteLine(line.TrimEnd());
                line = Indent;
            }

            line += word + " ";
        }

        output.WriteLine(line.TrimEnd());
    }

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
