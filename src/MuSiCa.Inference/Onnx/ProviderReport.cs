using System.Text.RegularExpressions;

namespace MuSiCa.Inference;

/// <summary>What runs the stages, and why it is not something else.</summary>
/// <param name="Requested">What was asked for.</param>
/// <param name="Active">What runs; never <see cref="ExecutionProvider.Auto"/>.</param>
/// <param name="FallbackReason">Why <paramref name="Active"/> runs instead of a GPU; <see langword="null"/> without a fallback.</param>
/// <param name="FallbackDetail">
/// What the runtime itself said, for whoever runs the program: it names files of this machine and of the runtime's source.
/// </param>
public sealed record ProviderReport(
    ExecutionProvider Requested, ExecutionProvider Active, string? FallbackReason, string? FallbackDetail = null)
{
    /// <summary>Whether it falls back for want of a GPU: there is nothing to put right.</summary>
    public bool HasNoGpu { get; init; }

    /// <summary>The reason and, where there is one, the detail.</summary>
    public string? FallbackInFull => FallbackDetail is null ? FallbackReason : $"{FallbackReason} {FallbackDetail}";

    /// <summary>Whether the stages run on less than what was hoped for.</summary>
    public bool IsFallback => FallbackReason is not null;
}

// Turns what ONNX Runtime says about a provider that does not load into what a person can do about it.
internal static partial class ProviderFault
{
    private const string BuiltForCpu = "this program was built for the CPU; build with -p:Gpu=true (./run.sh --gpu does, and the image's target gpu)";

    private const string Needs = "It needs an NVIDIA GPU with its driver, CUDA 13 (libcudart.so.13, libcublas.so.13, libcublasLt.so.13, "
        + "libcurand.so.10) and cuDNN 9 (libcudnn.so.9)";

    /// <summary>The cause and what helps, without a path of any machine, and beside it what ONNX Runtime said word for word.</summary>
    public static (string Cause, string Detail) Explain(ExecutionProvider provider, Exception exception)
    {
        string said = exception.Message.ReplaceLineEndings(" ").Trim();
        string missing = MissingLibrary().Match(said) is { Success: true } match
            ? match.Groups[1].Value
            : string.Empty;
        string cause = missing switch
        {
            "" when NotInThisBuild().IsMatch(said) => $"{BuiltForCpu}.",
            "" => $"{Needs}{TensorRt(provider)}.",
            _ when missing.StartsWith("libonnxruntime_providers", StringComparison.Ordinal) =>
                $"the library {missing} is missing: {BuiltForCpu}.",
            _ => $"the library {missing} is missing. {Needs}{TensorRt(provider)}.",
        };
        return (cause, $"ONNX Runtime says: {said}");
    }

    // A broken model is no reason to try another provider.
    public static bool IsModelFault(Exception exception) => ModelFault().IsMatch(exception.Message);

    private static string TensorRt(ExecutionProvider provider) =>
        provider == ExecutionProvider.TensorRt ? ", and TensorRT 10 (libnvinfer.so.10)" : string.Empty;

    [GeneratedRegex(@"(lib[\w+\-]+\.so[\w.]*): cannot open shared object file", RegexOptions.CultureInvariant)]
    private static partial Regex MissingLibrary();

    [GeneratedRegex("execution provider is not enabled in this build", RegexOptions.CultureInvariant)]
    private static partial Regex NotInThisBuild();

    [GeneratedRegex(@"ErrorCode:(InvalidProtobuf|InvalidGraph|NoSuchFile|NoModel|ModelLoadCanceled)\b", RegexOptions.CultureInvariant)]
    private static partial Regex ModelFault();
}
