using System.Diagnostics;

namespace MuSiCa.Cli.Tests;

/// <summary>What the shell sees of the command line: help, completion, the service.</summary>
public sealed class ShellTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Help_NoCommand_ShowsTheFiveThingsThatPeopleDo()
    {
        Run run = await Run.Musica("--help");

        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Equal(5, run.Output.Split('\n').Count(static line => line.StartsWith("    musica ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("musica ", "track", "align")]
    [InlineData("musica tr", "track")]
    [InlineData("musica track clip.mp4 --find", "--find-every", "--finder")]
    [InlineData("musica completion ", "zsh", "fish")]
    public async Task Suggest_Line_GivesWhatTheDefinitionsSay(string line, params string[] expected)
    {
        Run run = await Run.Musica($"[suggest:{line.Length}]", line);

        Assert.Equal(ExitCodes.Success, run.Code);
        string[] found = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.All(expected, name => Assert.Contains(name, found));
    }

    [Fact]
    public async Task Completion_Bash_CompletesInBash()
    {
        Run run = await Run.Musica("completion", "bash");
        string musica = $"musica() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "musica.dll")}' \"$@\"; }}";
        string script = _folder.Write("try.sh", $"{musica}\n{run.Output}\nCOMP_LINE='musica tr'; COMP_POINT=9; COMP_WORDS=(musica tr); COMP_CWORD=1; _musica; echo \"${{COMPREPLY[*]}}\"\n");

        using Process process = Process.Start(new ProcessStartInfo("bash", [script]) { RedirectStandardOutput = true })!;

        Assert.Equal("track", (await process.StandardOutput.ReadToEndAsync()).Trim());
    }

    [Theory]
    [InlineData("zsh", "#compdef musica")]
    [InlineData("fish", "complete -c musica")]
    public async Task Completion_OtherShells_PrintTheirScript(string shell, string part) =>
        Assert.Contains(part, (await Run.Musica("completion", shell)).Output, StringComparison.Ordinal);

    [Fact]
    public void FindScript_OutsideARepository_NamesTheCommand()
    {
        UserException refused = Assert.Throws<UserException>(() => ServeCommand.FindScript([_folder.Path]));

        Assert.Contains("./run.sh in a clone of its repository", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindScript_BelowARepository_IsThatOfIt() =>
        Assert.Equal(Path.Combine(Repository.Root, "run.sh"), ServeCommand.FindScript([_folder.Path, AppContext.BaseDirectory]));
}
