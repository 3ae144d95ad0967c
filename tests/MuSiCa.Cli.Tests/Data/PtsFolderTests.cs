using MuSiCa.Inference;

namespace MuSiCa.Cli.Tests;

public sealed class PtsFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_FoldersBelow_NamesFacesByTheirPathInOrder()
    {
        _folder.Write("lfpw/testset/b.pts", FaceFolder.Pts([1, 2, 3, 4]));
        _folder.Write("lfpw/testset/b.png", "x");
        _folder.Write("helen/testset/a.pts", FaceFolder.Pts([1, 2, 3, 4]));
        _folder.Write("helen/testset/a.jpg", "x");

        FaceSet set = PtsFolder.Read(_folder.Path, boxes: null);

        Assert.Equal(["helen/testset/a", "lfpw/testset/b"], set.Faces.Select(face => face.Name));
        Assert.EndsWith("b.png", set.Faces[1].ImagePath, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WithoutBoxes_TakesTheTightBox()
    {
        _folder.Write("a.pts", FaceFolder.Pts([10, 50, 30, 20, 15, 80]));
        _folder.Write("a.jpg", "x");

        Assert.Equal(new BoundingBox(10, 20, 20, 60), PtsFolder.Read(_folder.Path, boxes: null).Faces[0].Box);
    }

    [Fact]
    public void Read_RowsOfOtherFolders_AreLeftOut()
    {
        _folder.Write("a.pts", FaceFolder.Pts([1, 2, 3, 4]));
        _folder.Write("a.jpg", "x");
        using var elsewhere = new TempFolder();
        string boxes = elsewhere.Write("boxes.csv", "name,x0,y0,x1,y1\ncommon/a,1,2,4,8\ntrain/b,1,2,4,8\n");

        FaceSet set = PtsFolder.Read(_folder.Path, boxes);

        Assert.Equal(new BoundingBox(1, 2, 3, 6), Assert.Single(set.Faces).Box);
        Assert.Equal("boxes.csv", set.Boxes);
    }

    [Fact]
    public void Read_CapitalsAndFilesOfMacOs_TakesTheFacesOnly()
    {
        _folder.Write("a.PTS", FaceFolder.Pts([1, 2, 3, 4]));
        _folder.Write("a.JPG", "x");
        _folder.Write("._a.PTS", "\0\u0005\u0016\u0007");
        _folder.Write("._a.JPG", "\0\u0005\u0016\u0007");

        AnnotatedFace face = Assert.Single(PtsFolder.Read(_folder.Path, boxes: null).Faces);

        Assert.Equal(("a", "a.JPG"), (face.Name, Path.GetFileName(face.ImagePath)));
    }

    [Fact]
    public void Read_NoImage_SaysSo()
    {
        _folder.Write("a.pts", FaceFolder.Pts([1, 2, 3, 4]));

        UserException exception = Assert.Throws<UserException>(() => PtsFolder.Read(_folder.Path, boxes: null));

        Assert.Contains("a.pts: no image beside it (.jpg, .jpeg, .png)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFaces_SaysSo() => Assert.Contains(
        "no .pts files in or below it",
        Assert.Throws<UserException>(() => PtsFolder.Read(_folder.Path, boxes: null)).Message,
        StringComparison.Ordinal);
}
