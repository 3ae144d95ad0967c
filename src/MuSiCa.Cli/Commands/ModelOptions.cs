using System.CommandLine;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// Which cascade, and what runs it.
internal sealed class ModelOptions(ExecutionProvider defaultProvider)
{
    private readonly Option<string> _model = new("--model", "-m")
    {
        Description = "Folder of the model package.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ModelLocation.Default(),
    };

    public ProviderOptions Provider { get; } = new(defaultProvider);

    public void AddTo(Command command)
    {
        Paths.RequireName(_model);
        command.Options.Add(_model);
        Provider.AddTo(command);
    }

    public ModelSettings Read(ParseResult result, bool isShared = false) => new(result.GetValue(_model)!, Provider.Read(result, isShared));
}
