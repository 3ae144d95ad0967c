namespace MuSiCa.Inference.Tests;

public sealed class ProviderFaultTests
{
    [Theory]
    [InlineData(
        "Failed to load library libonnxruntime_providers_cuda.so with error: libcublas.so.13: cannot open shared object file: No such file",
        "the library libcublas.so.13 is missing")]
    [InlineData(
        "Failed to load library with error: libonnxruntime_providers_shared.so: cannot open shared object file: No such file",
        "the library libonnxruntime_providers_shared.so is missing: this program was built for the CPU; build with -p:Gpu=true")]
    [InlineData("CUDA execution provider is not enabled in this build. ", "this program was built for the CPU; build with -p:Gpu=true")]
    [InlineData("CUDA failure 100: no CUDA-capable device is detected", "It needs an NVIDIA GPU with its driver, CUDA 13")]
    public void Explain_Message_SaysWhatToDo(string said, string advice)
    {
        (string cause, string detail) = ProviderFault.Explain(ExecutionProvider.Cuda, new InvalidOperationException(said));

        Assert.Contains(advice, cause, StringComparison.Ordinal);
        Assert.Equal($"ONNX Runtime says: {said.Trim()}", detail);
        Assert.DoesNotContain("libnvinfer", cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_TensorRt_NamesItsLibrary()
    {
        (string cause, _) = ProviderFault.Explain(ExecutionProvider.TensorRt, new InvalidOperationException("no"));

        Assert.Contains("libnvinfer.so.10", cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExecutionProvider.Cuda)]
    [InlineData(ExecutionProvider.TensorRt)]
    public void Explain_MessageWithPaths_NamesNoneInTheCause(ExecutionProvider provider)
    {
        const string Said = "/onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:2195 onnxruntime::Provider& Get() [ErrorCode:1] "
            + "Failed to load library /app/secret/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file";

        (string cause, string detail) = ProviderFault.Explain(provider, new InvalidOperationException(Said));

        Assert.Contains("the library libcublasLt.so.13 is missing", cause, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(^|\s)/|\.cc\b", cause);
        Assert.EndsWith(Said, detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[ErrorCode:InvalidProtobuf] Load model failed", true)]
    [InlineData("[ErrorCode:Fail] cuDNN not found", false)]
    public void IsModelFault_Message_TellsBrokenModelsFromMissingLibraries(string message, bool expected) =>
        Assert.Equal(expected, ProviderFault.IsModelFault(new InvalidOperationException(message)));
}
