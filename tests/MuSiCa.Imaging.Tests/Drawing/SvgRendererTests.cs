using MuSiCa.Imaging.Tests.Support;

namespace MuSiCa.Imaging.Tests.Drawing;

public class SvgRendererTests
{
    [Theory]
    [InlineData(1, 200, 100)]
    [InlineData(1.5, 300, 150)]
    public void RenderPng_Document_HasItsSizeAndColoursOnWhite(double scale, int width, int height)
    {
        var png = SvgRenderer.RenderPng(
            "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='100'><rect x='50' y='25' width='100' height='50' fill='#0000ff'/></svg>", scale);
        using var image = Decoders.Default.Decode(png);
        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.Equal([255, 255, 255], image.Pixels[..3].ToArray());
        var middle = 3 * ((height / 2 * width) + (width / 2));
        Assert.Equal([0, 0, 255], image.Pixels.Slice(middle, 3).ToArray());
    }

    [Theory]
    [InlineData("DejaVu Sans")]
    [InlineData("sans-serif")]
    public void RenderPng_TextOnAMachineWithoutFonts_IsDrawnWithRealLetters(string family)
    {
        var (narrow, wide, tall) = (Ink("i", family), Ink("W", family), Ink("→", family));
        Assert.True(narrow > 5, $"an i has {narrow} dark pixels");
        Assert.True(wide > 2 * narrow, $"a W has {wide} dark pixels, an i {narrow}");
        Assert.NotEqual(wide, tall);
    }

    [Theory]
    [InlineData("this is no SVG")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'><rect")]
    public void RenderPng_BrokenDocument_Throws(string svg) =>
        Assert.Throws<ArgumentException>(() => SvgRenderer.RenderPng(svg));

    [Fact]
    public void Decode_SvgAfterChartsWereRendered_StillUnsupported()
    {
        const string svg = "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>";
        SvgRenderer.RenderPng(svg);
        Assert.Equal(ImageErrorKind.Unsupported, Decoders.DecodeError(System.Text.Encoding.UTF8.GetBytes(svg)));
    }

    private static int Ink(string text, string family)
    {
        var png = SvgRenderer.RenderPng(
            $"<svg xmlns='http://www.w3.org/2000/svg' width='60' height='60'><text x='5' y='45' font-family='{family}' font-size='40'>{text}</text></svg>");
        using var image = Decoders.Default.Decode(png);
        var dark = 0;
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            dark += image.Pixels[i] < 128 ? 1 : 0;
        }

        return dark;
    }
}
