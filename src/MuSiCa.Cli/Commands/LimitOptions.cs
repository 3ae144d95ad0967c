using System.CommandLine;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// When faces leave the cascade; what makes no sense is said by the model's exit rule.
internal sealed class LimitOptions
{
    private readonly Option<string?> _profile = new("--profile")
    {
        Description = "One of the model's exit thresholds by name: fast, balanced or accurate.",
        HelpName = "NAME",
    };

    private readonly Option<float?> _maxError = new("--max-error")
    {
        Description = "Leave as soon as the predicted error is below this fraction of the distance of the eyes (0.04 = 4 %).",
        HelpName = "E",
    };

    private readonly Option<int?> _maxStages = new("--max-stages")
    {
        Description = "Never run more stages than this.",
        HelpName = "N",
    };

    public LimitOptions()
    {
        Numbers.Decimal(_maxError, static _ => true, "a number");
        Numbers.Whole(_maxStages);
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_profile);
        command.Options.Add(_maxError);
        command.Options.Add(_maxStages);
    }

    public ExitLimits Read(ParseResult result) =>
        new(result.GetValue(_maxError), result.GetValue(_maxStages), result.GetValue(_profile));
}
