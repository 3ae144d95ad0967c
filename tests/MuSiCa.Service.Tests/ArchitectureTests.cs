using MuSiCa.Imaging;
using MuSiCa.Inference;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

/// <summary>Which project knows which, as docs/architecture.md says. What a compiler would allow by one line of a project file.</summary>
public sealed class ArchitectureTests
{
    [Fact]
    public void Imaging_Knows_NoneOfTheOthers() => Assert.Empty(Known(typeof(ImageInfo)));

    [Fact]
    public void Inference_Knows_NoneOfTheOthers() => Assert.Empty(Known(typeof(ModelPackage)));

    [Fact]
    public void Serving_Knows_OnlyInference() => Assert.Equal(["MuSiCa.Inference"], Known(typeof(BatchScheduler)));

    [Fact]
    public void Service_Knows_AllButTheCommandLine() =>
        Assert.Equal(["MuSiCa.Imaging", "MuSiCa.Inference", "MuSiCa.Serving"], Known(typeof(Program)));

    private static IEnumerable<string> Known(Type type) => type.Assembly.GetReferencedAssemblies()
        .Select(static assembly => assembly.Name!)
        .Where(static name => name.StartsWith("MuSiCa.", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);
}
