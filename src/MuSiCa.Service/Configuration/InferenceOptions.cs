using System.ComponentModel.DataAnnotations;
using MuSiCa.Inference;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Inference</c>: what the model runs on.</summary>
internal sealed record InferenceOptions : ISettings, IValidatableObject
{
    public static string Section => "MuSiCa:Inference";

    // Lanes beyond these gain nothing that a second instance of the service would not.
    private const int MostLanes = 8;

    private static readonly Dictionary<string, ExecutionProvider> Providers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["auto"] = ExecutionProvider.Auto,
        ["cuda"] = ExecutionProvider.Cuda,
        ["tensorrt"] = ExecutionProvider.TensorRt,
        ["cpu"] = ExecutionProvider.Cpu,
    };

    /// <summary><c>auto</c> (CUDA if it loads, else the CPU), <c>cuda</c>, <c>tensorrt</c> or <c>cpu</c>.</summary>
    public string Provider { get; init; } = "auto";

    /// <summary>Processor threads that the model runs on in all; 0 takes one for each processor.</summary>
    [Between(0, 1024, "threads")]
    public int Threads { get; init; }

    /// <summary>Batches that run side by side on the CPU, each on its part of the threads; 0 takes one a thread, at most 8.</summary>
    [Between(0, 1024, "lanes")]
    public int Lanes { get; init; }

    /// <summary>Number of the GPU.</summary>
    [Between(0, 1024, "(the number of the GPU)")]
    public int Device { get; init; }

    /// <summary>Folder that keeps TensorRT engines between starts; without one every start builds them anew, for minutes.</summary>
    public string? TensorRtCache { get; init; }

    /// <summary>Threads in all, where 0 is not a number of them.</summary>
    public int CountThreads() => Threads == 0 ? Environment.ProcessorCount : Threads;

    /// <summary>Lanes on the CPU, where 0 is not a number of them.</summary>
    public int CountLanes() => Lanes == 0 ? Math.Min(CountThreads(), MostLanes) : Lanes;

    /// <summary>The settings as the cascade takes them for one lane.</summary>
    public ExecutionOptions ToExecution() => new()
    {
        Provider = Providers[Provider],
        IntraOpThreads = Math.Max(1, CountThreads() / CountLanes()),
        DeviceId = Device,
        TensorRtCacheDirectory = TensorRtCache,
    };

    /// <summary>The settings for a batch that has the whole processor to itself.</summary>
    public ExecutionOptions ToExecutionAlone() =>
        ToExecution() with { Provider = ExecutionProvider.Cpu, IntraOpThreads = CountThreads() };

    /// <summary>Opens what runs a batch that is the only work there is, where that is not the session of the lanes.</summary>
    /// <param name="active">What runs that session.</param>
    /// <param name="open">Opens a further session of the same model.</param>
    /// <returns>Null on a device, and where one lane has all threads.</returns>
    public TSession? OpenAlone<TSession>(ExecutionProvider active, Func<ExecutionOptions, TSession> open)
        where TSession : class =>
        active == ExecutionProvider.Cpu && CountLanes() > 1 ? open(ToExecutionAlone()) : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Providers.ContainsKey(Provider))
        {
            yield return new ValidationResult(SettingsRules.Refusal(
                nameof(Provider), $"\"{Provider}\"", $"it must be one of {string.Join(", ", Providers.Keys)}"));
        }
    }
}
