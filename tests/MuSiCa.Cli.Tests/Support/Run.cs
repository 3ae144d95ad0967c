namespace MuSiCa.Cli.Tests;

// One call of the command line.
internal sealed record Run(int Code, string Output, string Error)
{
    public static async Task<Run> Musica(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = await MusicaCommand.RunAsync(arguments, new Screen(output, error, IsInteractive: false));
        return new Run(code, output.ToString(), error.ToString());
    }

    public void AssertRefused(string problem)
    {
        Assert.Equal(ExitCodes.Failure, Code);
        Assert.Contains(problem, Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }
}
