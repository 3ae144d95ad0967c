using System.Xml.Linq;
using MuSiCa.Imaging;

namespace MuSiCa.Cli.Tests;

public sealed class ChartSheetTests
{
    private static readonly ChartSheet Sheet = new(
        "Title <&>",
        "subtitle",
        [
            new ChartPanel(
                new ChartAxis("x, %", 0, 10),
                new ChartAxis("y", 0, 1),
                [
                    new ChartSeries("line", "#0072b2", ChartStroke.Solid, [(0, 0), (10, 1)]),
                    new ChartSeries("dots", "#d55e00", ChartStroke.Markers, [(5, 0.5)]),
                ],
                [new ChartNote(5, 0.5, "first", "#24292f", Dot: true), new ChartNote(5, 0.5, "second", "#24292f", Dot: false)]),
        ]);

    [Fact]
    public void ToSvg_Sheet_IsWellFormedAndHoldsItsWords()
    {
        XDocument svg = XDocument.Parse(Sheet.ToSvg());

        string[] words = [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
        Assert.All(["Title <&>", "subtitle", "x, %", "y", "line", "dots", "first", "second", "10", "0.4"], word => Assert.Contains(word, words));
    }

    [Fact]
    public void ToSvg_Line_RunsFromCornerToCornerOfThePanel()
    {
        XDocument svg = XDocument.Parse(Sheet.ToSvg());
        XElement clip = svg.Descendants().First(element => element.Name.LocalName == "clipPath").Elements().First();
        double left = (double)clip.Attribute("x")!;
        double top = (double)clip.Attribute("y")! + 1;
        double right = left + (double)clip.Attribute("width")!;
        double bottom = top + (double)clip.Attribute("height")! - 2;

        string points = svg.Descendants().First(element => element.Name.LocalName == "polyline").Attribute("points")!.Value;

        Assert.Equal(FormattableString.Invariant($"{left:0.##},{bottom:0.##} {right:0.##},{top:0.##}"), points);
    }

    [Fact]
    public void ToSvg_NotesInOnePlace_MoveApart()
    {
        XDocument svg = XDocument.Parse(Sheet.ToSvg());

        double First(string word) => (double)svg.Descendants().First(element => element.Value == word && element.Name.LocalName == "text").Attribute("y")!;

        Assert.True(Math.Abs(First("first") - First("second")) >= 15);
    }

    [Fact]
    public void RenderPng_Sheet_HasTheSheetsColours()
    {
        byte[] png = SvgRenderer.RenderPng(Sheet.ToSvg());

        using DecodedImage image = Photo.Decoder.Decode(png);
        Assert.True(image.Width > 500);
        bool blue = false;
        for (int i = 0; i < image.Pixels.Length && !blue; i += 3)
        {
            blue = image.Pixels[i] < 40 && image.Pixels[i + 1] is > 90 and < 140 && image.Pixels[i + 2] > 150;
        }

        Assert.True(blue);
    }
}
