using System.CommandLine;

namespace MuSiCa.Cli;

internal static class Numbers
{
    public static void AtLeast(Option<int> option, int least) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && result.GetValueOrDefault<int>() < least)
        {
            result.AddError($"{option.Name} {result.Tokens[0].Value} is below {least}.");
        }
    });
}
