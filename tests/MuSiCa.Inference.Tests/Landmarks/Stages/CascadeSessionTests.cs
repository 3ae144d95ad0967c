namespace MuSiCa.Inference.Tests;

public sealed class CascadeSessionTests
{
    [Fact]
    public void Open_OnCpu_ReportsTheCpuWithoutFallback()
    {
        using CascadeSession session = TinyModel.Open();

        Assert.Equal(new ProviderReport(ExecutionProvider.Cpu, ExecutionProvider.Cpu, null), session.Provider);
        Assert.False(session.Provider.IsFallback);
        Assert.Equal(3, session.Stages.Length);
    }

    [Fact]
    public void Open_Auto_TakesCudaOrSaysWhyNot()
    {
        using CascadeSession session = CascadeSession.Open(TinyModel.Package, new ExecutionOptions());

        Assert.Equal(ExecutionProvider.Auto, session.Provider.Requested);
        if (session.Provider.Active == ExecutionProvider.Cuda)
        {
            Assert.Null(session.Provider.FallbackReason);
        }
        else
        {
            Assert.Equal(ExecutionProvider.Cpu, session.Provider.Active);
            Assert.True(session.Provider.IsFallback);
            Assert.Equal(!NvidiaDevices.AreVisible(), session.Provider.HasNoGpu);
            Assert.StartsWith(
                session.Provider.HasNoGpu ? "no NVIDIA GPU is visible" : "CUDA cannot be used: ",
                session.Provider.FallbackReason,
                StringComparison.Ordinal);
            Assert.Equal(!session.Provider.HasNoGpu, session.Provider.FallbackDetail?.StartsWith("ONNX Runtime says: ", StringComparison.Ordinal) is true);
        }
    }

    [Theory]
    [InlineData(ExecutionProvider.Cuda, "'cuda'")]
    [InlineData(ExecutionProvider.TensorRt, "'tensorrt'")]
    public void Open_GpuByName_OpensOrSaysWhatIsMissing(ExecutionProvider provider, string name)
    {
        var options = new ExecutionOptions { Provider = provider };
        Exception? exception = Record.Exception(() =>
        {
            using CascadeSession session = CascadeSession.Open(TinyModel.Package, options);
            Assert.Equal(provider, session.Provider.Active);
        });

        if (exception is not null)
        {
            ExecutionProviderException refusal = Assert.IsType<ExecutionProviderException>(exception);
            Assert.Equal(provider, refusal.Provider);
            Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
            Assert.Contains("ONNX Runtime says: ", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("'cpu'", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_StagesOfAnotherShape_NamesEveryMismatch()
    {
        ModelPackage other = TinyModel.Package with { HiddenSize = 9, Patch = new PatchLayout(7, [0, 1, 3, 5]) };

        ModelPackageException exception = Assert.Throws<ModelPackageException>(() => CascadeSession.Open(other, TinyModel.OnCpu));

        Assert.Equal(9, exception.Errors.Count);
        Assert.Equal(
            ["stage-1.onnx", "stage-1.onnx", "stage-1.onnx", "stage-2.onnx"],
            exception.Errors.Take(4).Select(error => error.Place));
        Assert.Equal(
            "input 'patches' has shape [N, 4, 3, 6, 6], the package asks for [N, 4, 3, 7, 7]",
            exception.Errors[0].Problem);
        Assert.Equal("output 'hidden_out' has shape [N, 8], the package asks for [N, 9]", exception.Errors[2].Problem);
    }

    [Theory]
    [InlineData("patches", "pixelsX", "has no input 'patches'")]
    [InlineData("patches", "pixelsX", "has an input 'pixelsX' that the format does not know")]
    [InlineData("predicted_error", "predicted_harm_", "has no output 'predicted_error'")]
    [InlineData("displacement", "displacemend", "has an output 'displacemend' that the format does not know")]
    public void Open_OtherNames_NamesThem(string name, string replacement, string problem)
    {
        using var folder = new PackageFolder();
        byte[] content = File.ReadAllBytes(folder.File1);
        ModelPackage package = ModelPackage.Load(folder.Path);
        Replace(content, name, replacement);
        File.WriteAllBytes(folder.File1, content);

        ModelPackageException exception = Assert.Throws<ModelPackageException>(() => CascadeSession.Open(package, TinyModel.OnCpu));

        Assert.Contains(exception.Errors, error => error.Place == "stage-1.onnx" && error.Problem == problem);
    }

    [Theory]
    [InlineData(ExecutionProvider.Cpu)]
    [InlineData(ExecutionProvider.Auto)]
    public void Open_NoOnnxFile_NamesTheFile(ExecutionProvider provider)
    {
        using var folder = new PackageFolder();
        ModelPackage package = ModelPackage.Load(folder.Path);
        File.WriteAllText(folder.File1, "no model");

        ModelPackageException exception = Assert.Throws<ModelPackageException>(() =>
            CascadeSession.Open(package, new ExecutionOptions { Provider = provider }));

        PackageError error = Assert.Single(exception.Errors);
        Assert.Equal("stage-1.onnx", error.Place);
        Assert.Contains("is not an ONNX model", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_OtherNumberOfStages_IsRefused() =>
        Assert.Throws<ArgumentException>(() => FakeStage.Session(new FakeStage(_ => 1)));

    private static void Replace(byte[] content, string name, string replacement)
    {
        byte[] old = System.Text.Encoding.ASCII.GetBytes(name);
        byte[] fresh = System.Text.Encoding.ASCII.GetBytes(replacement);
        Assert.Equal(old.Length, fresh.Length);
        int index;
        int replaced = 0;
        for (int from = 0; (index = content.AsSpan(from).IndexOf(old)) >= 0; from += index + 1, replaced++)
        {
            fresh.CopyTo(content.AsSpan(from + index));
        }

        Assert.True(replaced >= 2);
    }
}
