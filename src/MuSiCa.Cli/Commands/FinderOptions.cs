using System.CommandLine;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// Which finder, and which faces are wanted.
internal sealed class FinderOptions
{
    private readonly Option<string> _finder = new("--finder")
    {
        Description = "Folder of the face finder's package.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ModelLocation.Finder(),
    };

    private readonly Option<double?> _minFace = new("--min-face")
    {
        Description = "Longer side of the smallest faces to look for, in pixels of the photo. Without it the photo is looked at as a whole "
            + "only, which shows faces of a twentieth of its longer side.",
        HelpName = "PX",
    };

    private readonly Option<float?> _threshold = new("--threshold")
    {
        Description = "Least score of a find, between 0 and 1; the finder's own without it.",
        HelpName = "S",
    };

    private readonly Option<int> _maxFaces = new("--max-faces")
    {
        Description = "Take no more faces than this, the largest first.",
        HelpName = "N",
        DefaultValueFactory = _ => FindSettings.DefaultMaxFaces,
    };

    private readonly Option<int> _maxViews = new("--max-views")
    {
        Description = "Look at no more parts of a photo than this.",
        HelpName = "N",
        DefaultValueFactory = _ => FindSettings.DefaultMaxViews,
    };

    public FinderOptions()
    {
        Paths.RequireName(_finder);
        Numbers.Whole(_maxFaces, 1);
        Numbers.Whole(_maxViews, 1);
        Numbers.Decimal(_minFace, static side => side > 0, "a number of pixels above 0");
        Numbers.Decimal(_threshold, static score => score is > 0 and < 1, "between 0 and 1");
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_finder);
        command.Options.Add(_minFace);
        command.Options.Add(_threshold);
        command.Options.Add(_maxFaces);
        command.Options.Add(_maxViews);
    }

    public FinderSettings Read(ParseResult result, ExecutionOptions execution) => new(
        result.GetValue(_finder)!,
        new FindSettings
        {
            MinFace = result.GetValue(_minFace),
            Threshold = result.GetValue(_threshold),
            MaxFaces = result.GetValue(_maxFaces),
            MaxViews = result.GetValue(_maxViews),
        },
        execution);
}
