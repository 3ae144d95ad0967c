using MuSiCa.Cascade;

namespace MuSiCa.Service.Configuration;

/// <summary>Settings <c>MuSiCa:Inference</c>: what the model runs on.</summary>
internal sealed record InferenceOptions : ISettings
{
    public static string Section => "MuSiCa:Inference";

    private static readonly Dictionary<string, ExecutionProvider> Providers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["auto"] = ExecutionProvider.Auto,
        ["cuda"] = ExecutionProvider.Cuda,
        ["tensorrt"] = ExecutionProvider.TensorRt,
        ["cpu"] = ExecutionProvider.Cpu,
    };

    /// <summary><c>auto</c> (CUDA if it loads, else the CPU), <c>cuda</c>, <c>tensorrt</c> or <c>cpu</c>.</summary>
    public string Provider { get; init; } = "auto";

    /// <summary>Processor threads that one stage runs on; 0 takes one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>Number of the GPU.</summary>
    public int Device { get; init; }

    /// <summary>Folder that keeps TensorRT engines between starts; without one every start builds them anew, for minutes.</summary>
    public string? TensorRtCache { get; init; }

    /// <summary>The settings as the cascade takes them.</summary>
    public ExecutionOptions ToExecution() => new()
    {
        Provider = Providers[Provider],
        IntraOpThreads = Threads,
        DeviceId = Device,
        TensorRtCacheDirectory = TensorRtCache,
    };

    public void Check(SettingsCheck check)
    {
        if (!Providers.ContainsKey(Provider))
        {
            check.Fail(nameof(Provider), $"\"{Provider}\"", $"it must be one of {string.Join(", ", Providers.Keys)}");
        }

        check.Between(nameof(Threads), Threads, 0, 1024, "threads");
        check.Between(nameof(Device), Device, 0, 1024, "(the number of the GPU)");
    }
}
