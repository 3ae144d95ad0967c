using System.Text.RegularExpressions;

namespace MuSiCa.Cli.Tests;

/// <summary>The commands of <c>docs/command-line.md</c>, as pasted but for where they write.</summary>
public sealed partial class CommandLineDocumentTests : IDisposable
{
    private static readonly string Root = RepositoryRoot();

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Commands =>
    [
        .. File.ReadAllLines(Path.Combine(Root, "docs", "command-line.md"))
            .Where(static line => line.StartsWith("musica ", StringComparison.Ordinal))
            .Select(static line => Comment().Replace(line, string.Empty)),
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_AsPasted_Succeeds(string command)
    {
        string[] arguments =
        [
            .. command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(word => Placed(word.Trim('\''))),
        ];

        Run run = await Run.Musica(arguments);

        Assert.True(run.Code == ExitCodes.Success, run.Error);
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "MuSiCa.Service.sln")))
        {
            at = at.Parent;
        }

        return at.FullName;
    }

    private string Placed(string word) =>
        word.StartsWith("samples", StringComparison.Ordinal) ? Path.Combine(Root, word)
        : word.EndsWith(".jsonl", StringComparison.Ordinal) || word.EndsWith(".png", StringComparison.Ordinal) ? _folder[word]
        : word;

    [GeneratedRegex(" +#.*$")]
    private static partial Regex Comment();
}
