namespace MuSiCa.Inference.Tests;

public sealed class FinderSessionTests
{
    [Fact]
    public void Open_TinyFinder_RunsOnTheCpu()
    {
        using FinderSession session = TinyFinder.Open();

        Assert.Equal(new ProviderReport(ExecutionProvider.Cpu, ExecutionProvider.Cpu, null), session.Provider);
        Assert.Equal(3, session.Graph.PaddedCount(3));
    }

    [Fact]
    public void Open_OtherViewThanTheGraphs_ListsEveryInputAndOutput()
    {
        FinderPackage package = TinyFinder.Package with { View = new ViewLayout(64, 8) };

        ModelPackageException exception = Assert.Throws<ModelPackageException>(() => FinderSession.Open(package, TinyFinder.OnCpu));

        Assert.Equal(
            [
                "input 'pixels' has shape [N, 3, 96, 96], the package asks for [N, 3, 64, 64]",
                "output 'score' has shape [N, 12, 12], the package asks for [N, 8, 8]",
                "output 'box' has shape [N, 4, 12, 12], the package asks for [N, 4, 8, 8]",
            ],
            exception.Errors.Select(error => error.Problem));
        Assert.All(exception.Errors, error => Assert.Equal("finder.onnx", error.Place));
    }

    [Fact]
    public void Open_NoOnnxModel_NamesTheFile()
    {
        using var folder = new FinderPackageFolder();
        File.WriteAllText(folder["finder.onnx"], "no model");
        FinderPackage package = TinyFinder.Package with { Directory = folder.Path, Graph = TinyFinder.Package.Graph with { Path = folder["finder.onnx"] } };

        ModelPackageException exception = Assert.Throws<ModelPackageException>(() => FinderSession.Open(package, TinyFinder.OnCpu));

        Assert.Contains("finder.onnx: is not an ONNX model that can be run", exception.Message, StringComparison.Ordinal);
    }
}
