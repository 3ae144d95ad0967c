namespace MuSiCa.Cascade.Tests;

public sealed class ProviderFaultTests
{
    [Theory]
    [InlineData(
        "Failed to load library libonnxruntime_providers_cuda.so with error: libcublas.so.13: cannot open shared object file: No such file",
        "the library libcublas.so.13 is missing")]
    [InlineData(
        "Failed to load library with error: libonnxruntime_providers_shared.so: cannot open shared object file: No such file",
        "eng/fetch-native.sh --gpu")]
    [InlineData("CUDA failure 100: no CUDA-capable device is detected", "It needs an NVIDIA GPU with its driver, CUDA 13")]
    public void Explain_Message_SaysWhatToDo(string said, string advice)
    {
        string text = ProviderFault.Explain(ExecutionProvider.Cuda, new InvalidOperationException(said));

        Assert.Contains(advice, text, StringComparison.Ordinal);
        Assert.EndsWith($"ONNX Runtime says: {said}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("libnvinfer", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_TensorRt_NamesItsLibrary()
    {
        string text = ProviderFault.Explain(ExecutionProvider.TensorRt, new InvalidOperationException("no"));

        Assert.Contains("libnvinfer.so.10", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[ErrorCode:InvalidProtobuf] Load model failed", true)]
    [InlineData("[ErrorCode:Fail] cuDNN not found", false)]
    public void IsModelFault_Message_TellsBrokenModelsFromMissingLibraries(string message, bool expected) =>
        Assert.Equal(expected, ProviderFault.IsModelFault(new InvalidOperationException(message)));
}
