namespace MuSiCa.Cli;

// Where results and remarks go: results to Output, everything about the run to Error.
internal sealed record Screen(TextWriter Output, TextWriter Error, bool IsInteractive)
{
    public static Screen OfProcess() => new(Console.Out, Console.Error, !Console.IsErrorRedirected && Environment.UserInteractive);

    public void Remark(string text) => Error.WriteLine($"musica: {text}");
}
