using System.CommandLine;
using System.CommandLine.Parsing;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// A photo and, where they are known, the boxes of its faces.
internal sealed class PhotoOptions
{
    private readonly Argument<string> _photo = Paths.Photo();

    private readonly Option<BoundingBox[]> _boxes = new("--box", "-b")
    {
        Description = $"Box of a face as {BoxArgument.Form}, in pixels of the upright photo; once for each face. Without it the faces are found.",
        HelpName = BoxArgument.Form,
        Arity = ArgumentArity.ZeroOrMore,
        CustomParser = ParseBoxes,
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_photo);
        command.Options.Add(_boxes);
    }

    public (string Photo, BoundingBox[] Boxes) Read(ParseResult result) => (result.GetValue(_photo)!, result.GetValue(_boxes) ?? []);

    private static BoundingBox[] ParseBoxes(ArgumentResult result)
    {
        var boxes = new List<BoundingBox>();
        foreach (Token token in result.Tokens)
        {
            if (BoxArgument.TryParse(token.Value, out BoundingBox box))
            {
                boxes.Add(box);
            }
            else
            {
                result.AddError($"--box {token.Value} is not {BoxArgument.Form}, four numbers such as 120,80,200,240.");
            }
        }

        return [.. boxes];
    }
}
