using System.Text.Json.Serialization;

namespace MuSiCa.Inference;

/// <summary>How the graphs of a model are run.</summary>
public sealed record ExecutionOptions
{
    /// <summary>What runs them; <see cref="ExecutionProvider.Auto"/> by default.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Auto;

    /// <summary>Number of the GPU; 0 by default.</summary>
    public int DeviceId { get; init; }

    /// <summary>
    /// Threads that compute one batch on the CPU; 0 (the default) takes one for each processor that the process may use.
    /// </summary>
    public int IntraOpThreads { get; init; }

    /// <summary>
    /// Whether idle compute threads wait by spinning: a little faster for one caller alone, but it takes the processor from
    /// decoding and from other stages. Off by default.
    /// </summary>
    public bool AllowSpinning { get; init; }

    /// <summary>Folder that keeps TensorRT engines between starts; none by default, and then every start builds them anew.</summary>
    public string? TensorRtCacheDirectory { get; init; }
}

/// <summary>What runs the stages.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExecutionProvider>))]
public enum ExecutionProvider
{
    /// <summary>CUDA where it loads, else the CPU.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>NVIDIA GPU through CUDA and cuDNN.</summary>
    [JsonStringEnumMemberName("cuda")]
    Cuda,

    /// <summary>NVIDIA GPU through TensorRT, with CUDA for what TensorRT does not take.</summary>
    [JsonStringEnumMemberName("tensorrt")]
    TensorRt,

    /// <summary>The processor.</summary>
    [JsonStringEnumMemberName("cpu")]
    Cpu,
}

/// <summary>An execution provider that was asked for by name cannot be used.</summary>
public sealed class ExecutionProviderException(ExecutionProvider provider, string reason, Exception? innerException = null)
    : Exception(
        $"The execution provider '{provider.ToString().ToLowerInvariant()}' was asked for and cannot be used "
            + $"('auto' and 'cpu' do without it): {reason}",
        innerException)
{
    /// <summary>The provider that was asked for.</summary>
    public ExecutionProvider Provider { get; } = provider;
}
