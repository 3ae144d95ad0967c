namespace MuSiCa.Inference.Tests;

public sealed class PackageErrorTests
{
    public static TheoryData<string> Mutations => [.. PackageMutation.All.Keys];

    [Theory]
    [MemberData(nameof(Mutations))]
    public void Load_SpoiledPackage_NamesPlaceAndValue(string name)
    {
        PackageMutation mutation = PackageMutation.All[name];
        using var folder = new PackageFolder();
        folder.Edit(mutation.Edit);

        PackageError error = Assert.Single(folder.LoadErrors(), error => error.Place == mutation.Place);

        Assert.Contains(mutation.Problem, error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"threshold\": 0.05,", "\"threshold\": 1e999,", "exit.threshold", "is not a positive number")]
    [InlineData("-0.25,", "1e999,", "meanShape[0]", "is not finite")]
    [InlineData("\"nmeInterOcular\": 30.5", "\"nmeInterOcular\": 1e999", "metrics.nmeInterOcular", "is not finite")]
    public void Load_InfiniteNumber_NamesPlace(string old, string replacement, string place, string problem)
    {
        using var folder = new PackageFolder();
        folder.EditText(old, replacement);

        PackageError error = Assert.Single(folder.LoadErrors(), error => error.Place == place);

        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"hidden\": 8", "\"hidden\": \"eight\"", "$.hidden")]
    [InlineData("\"hidden\": 8", "\"hidden\": 8.5", "$.hidden")]
    [InlineData("\"count\": 6", "\"count\": [6]", "$.landmarks.count")]
    [InlineData("\"hidden\": 8", "\"hidden\": 8, \"hidden\": 9", "model.json")]
    public void Load_WrongType_NamesPath(string old, string replacement, string place)
    {
        using var folder = new PackageFolder();
        folder.EditText(old, replacement);

        PackageError error = Assert.Single(folder.LoadErrors());

        Assert.Contains(place, error.Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("not json")]
    public void Load_NoJsonObject_NamesFile(string content)
    {
        using var folder = new PackageFolder();
        File.WriteAllText(folder.Description, content);

        Assert.StartsWith(ModelPackage.FileName, Assert.Single(folder.LoadErrors()).Place, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EmptyObjectOfTheFormat_ReportsEverySection()
    {
        using var folder = new PackageFolder();
        File.WriteAllText(folder.Description, """{ "formatVersion": 1, "kind": "landmark-cascade" }""");

        Assert.Equal(
            ["name", "version", "license", "landmarks", "frame", "patch", "hidden", "meanShape", "stages", "exit", "training", "metrics"],
            folder.LoadErrors().Select(error => error.Place));
    }

    [Fact]
    public void Load_NoDescription_SaysSo()
    {
        using var folder = new PackageFolder();
        File.Delete(folder.Description);

        PackageError error = Assert.Single(folder.LoadErrors());

        Assert.Equal(ModelPackage.FileName, error.Place);
        Assert.Contains("no such file", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoFolder_SaysSo()
    {
        string missing = Path.Combine(TinyModel.Directory, "missing");

        ModelPackageException exception = Assert.Throws<ModelPackageException>(() => ModelPackage.Load(missing));

        Assert.Contains("no such folder", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ChangedStageFile_SaysThatItWasChanged()
    {
        using var folder = new PackageFolder();
        File.AppendAllText(folder.File1, "x");

        PackageError error = Assert.Single(folder.LoadErrors());

        Assert.Equal("stages[0].sha256", error.Place);
        Assert.Contains("'stage-1.onnx' has ", error.Problem, StringComparison.Ordinal);
    }
}
