using System.Text.RegularExpressions;

namespace MuSiCa.Cli.Tests;

/// <summary>The commands of <c>docs/command-line.md</c>, as pasted but for where they write.</summary>
public sealed partial class CommandLineDocumentTests : IDisposable
{
    private static readonly string[] Written = [".jsonl", ".png", ".csv", ".mp4"];

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Commands =>
    [
        .. File.ReadAllLines(Path.Combine(Repository.Root, "docs", "command-line.md"))
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

        if (arguments is ["track", var video, ..])
        {
            TestVideo.Create(Path.Combine(Repository.Root, "samples", "average-face.jpg"), video, frames: 5);
        }

        Run run = await Run.Musica(arguments);

        Assert.True(run.Code == ExitCodes.Success, run.Error);
    }

    private string Placed(string word) =>
        word.StartsWith("samples", StringComparison.Ordinal) ? Path.Combine(Repository.Root, word)
        : Written.Contains(Path.GetExtension(word)) ? _folder[word]
        : word;

    [GeneratedRegex(" +#.*$")]
    private static partial Regex Comment();
}
