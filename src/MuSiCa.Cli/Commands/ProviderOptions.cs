using System.CommandLine;
using MuSiCa.Inference;

namespace MuSiCa.Cli;

// What runs the models.
internal sealed class ProviderOptions
{
    // As in the service; more would only wait for each other.
    private const int MostThreads = 1024;

    private readonly Option<string> _provider;

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads that compute a batch on the CPU; 0 takes one for each core.",
        HelpName = "N",
    };

    public ProviderOptions(ExecutionProvider defaultProvider)
    {
        Numbers.Whole(_threads, 0, MostThreads);
        _provider = new Option<string>("--provider")
        {
            Description = "What runs the models: auto (CUDA if it loads, else the CPU), cuda, tensorrt or cpu.",
            HelpName = "NAME",
            DefaultValueFactory = _ => defaultProvider.ToString().ToLowerInvariant(),
        };
        _provider.Validators.Add(result =>
        {
            string name = result.GetValueOrDefault<string>();
            if (Parse(name) is null)
            {
                result.AddError($"--provider {name} is unknown; choose auto, cuda, tensorrt or cpu.");
            }
        });
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_provider);
        command.Options.Add(_threads);
    }

    /// <summary>What was asked for.</summary>
    /// <param name="result">The arguments.</param>
    /// <param name="isShared">Whether several photos run at a time, which share the processors better with a thread each.</param>
    public ExecutionOptions Read(ParseResult result, bool isShared = false) => new()
    {
        Provider = Parse(result.GetValue(_provider)!) ?? ExecutionProvider.Auto,
        IntraOpThreads = isShared && result.GetResult(_threads) is null ? 1 : result.GetValue(_threads),
    };

    private static ExecutionProvider? Parse(string name) => name.ToLowerInvariant() switch
    {
        "auto" => ExecutionProvider.Auto,
        "cuda" => ExecutionProvider.Cuda,
        "tensorrt" => ExecutionProvider.TensorRt,
        "cpu" => ExecutionProvider.Cpu,
        _ => null,
    };
}
