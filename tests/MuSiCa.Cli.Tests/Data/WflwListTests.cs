using System.Globalization;
using MuSiCa.Inference;

namespace MuSiCa.Cli.Tests;

public sealed class WflwListTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_OfficialForm_GivesPointsRectangleAttributesAndImage()
    {
        _folder.Write("images/37--Soccer/a b.jpg", "x");
        string list = _folder.Write("list.txt", $"{Line("37--Soccer/a b.jpg", "10 20 110.5 220", "0 1 0 0 1 0")}\n\n");

        Assert.True(WflwList.IsList(list));
        FaceSet set = WflwList.Read(list, _folder["images"]);

        AnnotatedFace face = Assert.Single(set.Faces);
        Assert.Equal("37--Soccer/a b#1", face.Name);
        Assert.Equal(new BoundingBox(10, 20, 100.5f, 200), face.Box);
        Assert.Equal(196, face.Truth.Length);
        Assert.Equal(0.5, face.Truth[0]);
        Assert.Equal(195.5, face.Truth[195]);
        Assert.Equal(["expression", "occlusion"], face.Subsets);
        Assert.Equal("rectangles of list.txt", set.Boxes);
    }

    [Fact]
    public void IsList_BoxesCsv_IsNot() => Assert.False(WflwList.IsList(_folder.Write("boxes.csv", "name,x0,y0,x1,y1\na,1,2,3,4\n")));

    [Fact]
    public void Read_FewerFields_NamesTheLine()
    {
        _folder.Write("images/a.jpg", "x");
        string list = _folder.Write("list.txt", $"{Line("a.jpg", "1 2 3 4", "0 0 0 0 0 0")}\n1 2 3 a.jpg\n");

        Refused(list, "line 2: 4 fields, expected 207");
    }

    [Theory]
    [InlineData("a.jpg", "10 20 10 220", "line 1: the rectangle 10,20 to 10,220 is empty")]
    [InlineData("a.jpg", "10 20 x 220", "line 1: 'x' is not a number")]
    [InlineData("b.jpg", "10 20 30 220", "line 1: no image ")]
    public void Read_Malformed_NamesTheLine(string image, string rectangle, string problem)
    {
        _folder.Write("images/a.jpg", "x");

        Refused(_folder.Write("list.txt", Line(image, rectangle, "0 0 0 0 0 0")), problem);
    }

    [Fact]
    public async Task Evaluate_ListOf98Points_NeedsAModelOf98()
    {
        _folder.Write("images/a.png", FaceFolder.Picture(1));
        string list = _folder.Write("list.txt", Line("a.png", "10 20 30 50", "0 0 0 0 0 0"));

        Run run = await Run.Musica("evaluate", "--model", TinyModel.Directory, "--provider", "cpu", "--data", _folder["images"], "--boxes", list);

        run.AssertRefused("a#1: 98 landmarks, the model has 6");
    }

    private static string Line(string image, string rectangle, string attributes)
    {
        string points = string.Join(' ', Enumerable.Range(0, 196).Select(i => (i + 0.5).ToString(CultureInfo.InvariantCulture)));
        return $"{points} {rectangle} {attributes} {image}";
    }

    private void Refused(string list, string problem) => Assert.Contains(
        problem,
        Assert.Throws<UserException>(() => WflwList.Read(list, _folder["images"])).Message,
        StringComparison.Ordinal);
}
