namespace MuSiCa.Inference.Tests;

public sealed class FinderPackageTests
{
    [Fact]
    public void Load_TinyFinder_GivesWhatItsDescriptionSays()
    {
        FinderPackage package = TinyFinder.Package;

        Assert.Equal(("tiny-finder", "1"), (package.Name, package.Version));
        Assert.Equal(new ViewLayout(96, 8), package.View);
        Assert.Equal(12, package.View.Cells);
        Assert.Equal(Path.Combine(TinyFinder.Directory, "finder.onnx"), package.Graph.Path);
        Assert.Equal(27648, package.Graph.MultiplyAdds);
        Assert.Equal("painted rectangle", package.Box);
        Assert.Equal(new FaceRange(16, 96), package.Faces);
        Assert.Equal((0.5f, 0.4f), (package.Threshold, package.Suppression));
        Assert.Equal([new FinderTableRow(0.3, 1, 0.5), new FinderTableRow(0.5, 0.9, 0.1)], package.Table.AsEnumerable());
        Assert.Equal(new DateOnly(2026, 11, 25), package.Training.Date);
        Assert.Equal("MIT", package.License);
        Assert.Equal(0.9, package.Metrics["averagePrecision"]);
    }
}
