using System.Text.Json.Serialization;

namespace MuSiCa.Inference;

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
