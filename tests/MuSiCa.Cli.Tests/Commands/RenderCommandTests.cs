using MuSiCa.Imaging;
using MuSiCa.Inference.Tests;

namespace MuSiCa.Cli.Tests;

public sealed class RenderCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _photo;

    public RenderCommandTests() => _photo = _folder.Write("photo.png", FaceFolder.Picture(1));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("out.png", ImageFormat.Png)]
    [InlineData("out.JPG", ImageFormat.Jpeg)]
    public async Task Render_Photo_WritesItWithLandmarks(string name, ImageFormat format)
    {
        Run run = await Run.Musica(
            "render", _photo, "--model", TinyModel.Directory, "--box", "20,15,30,30", "--output", _folder[name]);

        Assert.Equal(ExitCodes.Success, run.Code);
        ImageInfo info = Photo.Read(_folder[name]).Probe();
        Assert.Equal((format, FaceFolder.Width, FaceFolder.Height), (info.Format, info.Width, info.Height));
    }

    [Fact]
    public async Task Render_Png_ChangesPixelsOnlyNearTheFace()
    {
        await Run.Musica("render", _photo, "--model", TinyModel.Directory, "--box", "20,15,10,10", "-o", _folder["out.png"]);

        using DecodedImage before = Photo.Read(_photo).Decode(1, CancellationToken.None);
        using DecodedImage after = Photo.Read(_folder["out.png"]).Decode(1, CancellationToken.None);
        Assert.False(before.Pixels.SequenceEqual(after.Pixels));
        Assert.True(before.Pixels[^(FaceFolder.Width * 3)..].SequenceEqual(after.Pixels[^(FaceFolder.Width * 3)..]));
    }

    [Fact]
    public async Task Render_Zoom_WritesALargerPictureWithNumbers()
    {
        foreach (string name in (string[])["plain.png", "numbers.png"])
        {
            string[] numbers = name == "numbers.png" ? ["--numbers"] : [];
            Run run = await Run.Musica(
                ["render", _photo, "--model", TinyModel.Directory, "--box", "20,15,30,30", "--zoom", "3", "-o", _folder[name], .. numbers]);
            Assert.Equal(ExitCodes.Success, run.Code);
        }

        ImageInfo info = Photo.Read(_folder["plain.png"]).Probe();
        Assert.Equal((3 * FaceFolder.Width, 3 * FaceFolder.Height), (info.Width, info.Height));
        Assert.NotEqual(File.ReadAllBytes(_folder["plain.png"]), File.ReadAllBytes(_folder["numbers.png"]));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("9")]
    public async Task Render_ZoomOutOfRange_IsRefused(string zoom)
    {
        Run run = await Run.Musica("render", _photo, "--zoom", zoom, "-o", _folder["out.png"]);

        Assert.NotEqual(ExitCodes.Success, run.Code);
        Assert.Contains("--zoom must be a whole number from 1 to 8", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_WithoutBox_DrawsTheFacesThatAreFound()
    {
        var painted = new PaintedPhoto(200, 120);
        painted.Paint(20, 20, 60, 60);
        string photo = _folder.Write("one.png", painted.ToPng());

        Run run = await Run.Musica(
            "render", photo, "--model", TinyModel.Directory, "--finder", TinyFinder.Directory, "-o", _folder["out.png"]);

        Assert.Contains("with 1 face", run.Error, StringComparison.Ordinal);
        using DecodedImage after = Photo.Read(_folder["out.png"]).Decode(1, CancellationToken.None);
        Assert.False(painted.Bytes.AsSpan().SequenceEqual(after.Pixels));
    }

    [Fact]
    public async Task Render_OtherSuffix_IsRefusedBeforeAnyWork()
    {
        Run run = await Run.Musica("render", _folder["none.png"], "--model", "none", "--box", "1,1,9,9", "-o", "out.gif");

        run.AssertRefused("out.gif: pictures are written as .png, .jpg or .jpeg");
    }
}
