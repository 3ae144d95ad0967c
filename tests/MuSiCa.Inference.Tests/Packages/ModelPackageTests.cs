namespace MuSiCa.Inference.Tests;

public sealed class ModelPackageTests
{
    [Fact]
    public void Load_ValidPackage_GivesEveryValue()
    {
        ModelPackage package = ModelPackage.Load(TinyModel.Directory);

        Assert.Equal("tiny", package.Name);
        Assert.Equal("1", package.Version);
        Assert.Equal("tiny6", package.Landmarks.Name);
        Assert.Equal(6, package.Landmarks.Count);
        Assert.Equal(["eyes", "nose", "mouth"], package.Landmarks.Groups.Select(group => group.Name));
        Assert.Equal([3, 4, 5], package.Landmarks.Groups[2].Indices.AsEnumerable());
        Assert.Equal([1, 0, 2, 4, 3, 5], package.Landmarks.Mirror.AsEnumerable());
        Assert.Equal((0, 1), package.Landmarks.EyeCorners);
        Assert.Equal([1], package.Landmarks.Pupils.Second.AsEnumerable());
        Assert.Equal(
            [1, 0, 2, 4, 3],
            new[]
            {
                package.Landmarks.FivePoints!.LeftEye, package.Landmarks.FivePoints.RightEye, package.Landmarks.FivePoints.NoseTip,
                package.Landmarks.FivePoints.LeftMouth, package.Landmarks.FivePoints.RightMouth,
            }.Select(static indices => Assert.Single(indices)));
        Assert.Equal(new FrameLayout(20, 0.3, 32, 3), package.Frame);
        Assert.Equal(6, package.Patch.Size);
        Assert.Equal([0, 1, 3, 5], package.Patch.Indices.AsEnumerable());
        Assert.Equal(8, package.HiddenSize);
        Assert.Equal(12, package.MeanShape.Length);
        Assert.Equal(-0.2f, package.MeanShape[1]);
        Assert.Equal([2, 1, 0], package.Stages.Select(stage => stage.Level));
        Assert.Equal([1, 2, 3], package.Stages.Select(stage => stage.Number));
        Assert.True(File.Exists(package.Stages[0].Path));
        Assert.Equal(2 * package.Stages[0].MultiplyAdds, package.MultiplyAdds(2));
        Assert.Equal(0.05f, package.Exit.Threshold);
        Assert.Equal(0.08f, package.Exit.FinalThreshold);
        Assert.Equal(0.06f, package.Exit.Profiles["fast"]);
        Assert.Equal(new ExitTableRow(0.04, 30, 40, 2.5, 9000), package.Exit.Table[0]);
        Assert.Equal(new DateOnly(2026, 1, 31), package.Training.Date);
        Assert.Equal("MIT", package.License);
        Assert.Equal(30.5, package.Metrics["nmeInterOcular"]);
    }

    [Fact]
    public void Load_PaperConfiguration_IsAccepted()
    {
        using var folder = new PackageFolder();
        folder.Edit(document =>
        {
            document["landmarks"]!["count"] = 98;
            document["landmarks"]!["scheme"] = "wflw98";
            document["landmarks"]!["groups"] = Json.Array(Json.Object(("name", "all"), ("indices", Json.Range(98))));
            document["landmarks"]!["mirror"] = Json.Range(98);
            document["landmarks"]!["eyeCorners"] = Json.Array(60, 72);
            document["landmarks"]!["pupils"] = Json.Array(Json.Array(96), Json.Array(97));
            document["landmarks"]!.AsObject().Remove("fivePoints");
            document["frame"] = Json.Object(("boxSide", 142), ("margin", 0.3), ("size", 228), ("levels", 3));
            document["patch"] = Json.Object(("size", 14), ("indices", Json.Range(49)));
            document["hidden"] = 512;
            document["meanShape"] = Json.Array([.. Enumerable.Range(0, 98).Select(i => Json.Array((i / 98.0) - 0.5, (i % 7 / 7.0) - 0.5))]);
        });

        ModelPackage package = ModelPackage.Load(folder.Path);

        Assert.Equal(98, package.Landmarks.Count);
        Assert.Null(package.Landmarks.FivePoints);
        Assert.Equal(49 * 3 * 14 * 14, StageShape.Of(package).PatchBytes);
    }

    [Fact]
    public void Load_FormatTwo_GivesWhatItAdds()
    {
        using var folder = new PackageFolder();
        folder.Edit(document =>
        {
            document["formatVersion"] = 2;
            document["patch"]!["aligned"] = true;
            document["stages"]![0]!["patches"] = Json.Array(5, 2);
            document["exit"]!["gainThreshold"] = 0.004;
            document["exit"]!["gainProfiles"] = Json.Object(("fast", 0.01));
        });

        ModelPackage package = ModelPackage.Load(folder.Path);

        Assert.True(package.Patch.IsAligned);
        Assert.Equal([5, 2], package.Stages[0].Patches.AsEnumerable());
        Assert.Equal([0, 1, 3, 5], package.Stages[1].Patches.AsEnumerable());
        Assert.Equal(0.004f, package.Exit.GainThreshold);
        Assert.Equal(0.01f, package.Exit.GainProfiles["fast"]);
    }

    [Fact]
    public void Load_SeveralErrors_ReportsAllOfThemAndNamesTheFolder()
    {
        using var folder = new PackageFolder();
        folder.Edit(document =>
        {
            document["hidden"] = 0;
            document["landmarks"]!["mirror"]![2] = 7;
            document["stages"]![1]!["level"] = 9;
        });
        File.Delete(folder.File1);

        ModelPackageException exception = Assert.Throws<ModelPackageException>(() => ModelPackage.Load(folder.Path));

        Assert.Equal(
            ["landmarks.mirror[2]", "hidden", "stages[1].level", "stages[0].file"],
            exception.Errors.Select(error => error.Place));
        Assert.Contains(folder.Path, exception.Message, StringComparison.Ordinal);
        Assert.Contains("4 errors", exception.Message, StringComparison.Ordinal);
        Assert.All(exception.Errors, error => Assert.Contains(error.ToString(), exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_UnknownKeys_AreLeftAlone()
    {
        using var folder = new PackageFolder();
        folder.Edit(document => document["training"]!["steps"] = 20);

        Assert.Equal("tiny", ModelPackage.Load(folder.Path).Name);
    }

    [Theory]
    [InlineData(142, 0.3, 3, 228)]
    [InlineData(20, 0.3, 3, 32)]
    [InlineData(10, 0.0, 1, 10)]
    [InlineData(10, 0.05, 1, 11)]
    [InlineData(100, 0.25, 5, 160)]
    public void SizeFor_Geometry_IsSmallestMultipleThatFits(int boxSide, double margin, int levels, int expected) =>
        Assert.Equal(expected, FrameLayout.SizeFor(boxSide, margin, levels));
}
