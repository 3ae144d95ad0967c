namespace MuSiCa.Cli;

// Where results and remarks go: results to Output, everything about the run to Error.
internal sealed record Screen(TextWriter Output, TextWriter Error, bool IsInteractive)
{
    /// <summary>What is typed or piped in.</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    public static Screen OfProcess() => new(Console.Out, Console.Error, !Console.IsErrorRedirected && Environment.UserInteractive)
    {
        Input = Console.In,
    };

    public void Remark(string text) => Error.WriteLine($"musica: {text}");
}
