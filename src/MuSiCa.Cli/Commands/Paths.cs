using System.CommandLine;
using System.CommandLine.Parsing;

namespace MuSiCa.Cli;

// Options and arguments that name files and folders: an empty name, which a shell makes of a variable that is not set, is refused.
internal static class Paths
{
    public static Option<T> Option<T>(string name, string form, string description)
        where T : class?
    {
        var option = new Option<T>(name) { Description = description, HelpName = form };
        RequireName(option);
        return option;
    }

    public static Argument<string> Photo()
    {
        var argument = new Argument<string>("PHOTO") { Description = "A JPEG, PNG, WebP, GIF, BMP or TIFF file." };
        argument.Validators.Add(static result => RequireName(result, result.Tokens, "PHOTO"));
        return argument;
    }

    public static Argument<string[]> Photos() => new("PHOTO")
    {
        Description = "A JPEG, PNG, WebP, GIF, BMP or TIFF file; or several, a folder, or a pattern such as 'photos/*.jpg'.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static void RequireName(Option option) =>
        option.Validators.Add(result => RequireName(result, result.Tokens, option.Name));

    public static void RequireName(SymbolResult result, IReadOnlyList<Token> tokens, string name)
    {
        if (tokens.Any(static token => string.IsNullOrWhiteSpace(token.Value)))
        {
            result.AddError($"{name} is empty; it must name a file or folder.");
        }
    }
}
