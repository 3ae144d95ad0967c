using MuSiCa.Inference;

namespace MuSiCa.Cli.Tests;

public sealed class BoxTableTests
{
    [Fact]
    public void Find_NameInAnotherFolder_MatchesByItsLastPart()
    {
        BoxTable table = BoxTable.Parse(["name,source,x0,y0,x1,y1", "train/face_1,helen,164.01,159.88,315.27,319.99"], "b.csv");

        BoundingBox box = table.Find("somewhere/face_1")!.Value;

        Assert.Equal(164.01f, box.X);
        Assert.Equal(159.88f, box.Y);
        Assert.Equal(151.26f, box.Width, 1e-3f);
        Assert.Equal(160.11f, box.Height, 1e-3f);
        Assert.Null(table.Find("face_2"));
    }

    [Fact]
    public void Parse_ColumnsInAnotherOrder_AreFoundByTheirHeading()
    {
        BoxTable table = BoxTable.Parse(["\uFEFFy1, x1,y0,x0 ,name", "8,6,4,2,a", "", "  "], "b.csv");

        Assert.Equal(new BoundingBox(2, 4, 4, 4), table.Find("a"));
    }

    [Fact]
    public void Parse_SameRowTwice_IsFine() =>
        Assert.NotNull(BoxTable.Parse(["name,x0,y0,x1,y1", "a,1,2,3,4", "x/a,1,2,3,4"], "b.csv").Find("a"));

    [Theory]
    [InlineData("b.csv: no column y0, y1; needed: name, x0, y0, x1, y1", "name,x0,x1")]
    [InlineData("b.csv: no column name", "")]
    [InlineData("b.csv, line 2: 4 fields", "name,x0,y0,x1,y1", "a,1,2,3")]
    [InlineData("b.csv, line 3: 'x' is not a number", "name,x0,y0,x1,y1", "a,1,2,3,4", "b,1,2,x,4")]
    [InlineData("b.csv, line 2: the box 1,2 to 1,4 is empty", "name,x0,y0,x1,y1", "a,1,2,1,4")]
    [InlineData("b.csv, line 3: another box for 'a'", "name,x0,y0,x1,y1", "x/a,1,2,3,4", "y/a,1,2,3,5")]
    public void Parse_Malformed_NamesTheLine(string problem, params string[] lines) =>
        Assert.Contains(problem, Assert.Throws<UserException>(() => BoxTable.Parse(lines, "b.csv")).Message, StringComparison.Ordinal);
}
