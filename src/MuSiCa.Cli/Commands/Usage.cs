using System.CommandLine;

namespace MuSiCa.Cli;

internal static class Usage
{
    /// <summary>Says what is wrong with the arguments, in a sentence for each.</summary>
    /// <returns>Whether anything is.</returns>
    public static bool Refuse(ParseResult parsed, Screen screen)
    {
        // Of a command that does not exist it is also said that none was given.
        IEnumerable<string> errors = parsed.Errors.Select(static error => error.Message).Distinct();
        foreach (string error in parsed.CommandResult.Command is RootCommand ? errors.TakeLast(1) : errors)
        {
            screen.Remark(error.ReplaceLineEndings(" "));
        }

        return parsed.Errors.Count > 0;
    }
}
