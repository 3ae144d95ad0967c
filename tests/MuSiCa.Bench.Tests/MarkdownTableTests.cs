using System.Text;

namespace MuSiCa.Bench.Tests;

public class MarkdownTableTests
{
    [Fact]
    public void Write_CellOfTwoLines_StaysOneRow()
    {
        var text = new StringBuilder();

        MarkdownTable.Write(text, ["what", "why"], [["http", "ended.\nIt said: no"]]);

        Assert.Equal("| what | why |\n| --- | ---: |\n| http | ended. It said: no |\n\n", text.ToString());
    }
}
