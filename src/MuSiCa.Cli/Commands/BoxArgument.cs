using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

internal static class BoxArgument
{
    public const string Form = "x,y,width,height";

    public static Option<BoundingBox[]> Option() => new("--box", "-b")
    {
        Description = $"Box of a face as {Form}, in pixels of the upright photo; once for each face. Without it the faces are found.",
        HelpName = Form,
        Arity = ArgumentArity.ZeroOrMore,
        CustomParser = ParseAll,
    };

    public static bool TryParse(string text, out BoundingBox box)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        float[] values = new float[4];
        box = default;
        if (parts.Length != values.Length)
        {
            return false;
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]))
            {
                return false;
            }
        }

        box = new BoundingBox(values[0], values[1], values[2], values[3]);
        return true;
    }

    private static BoundingBox[] ParseAll(ArgumentResult result)
    {
        var boxes = new List<BoundingBox>();
        foreach (Token token in result.Tokens)
        {
            if (TryParse(token.Value, out BoundingBox box))
            {
                boxes.Add(box);
            }
            else
            {
                result.AddError($"--box {token.Value} is not {Form}, four numbers such as 120,80,200,240.");
            }
        }

        return [.. boxes];
    }
}
