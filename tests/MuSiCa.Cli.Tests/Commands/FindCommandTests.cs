using System.Text.Json;
using MuSiCa.Inference.Tests;

namespace MuSiCa.Cli.Tests;

public sealed class FindCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Find_TwoFaces_PrintsTheirBoxesAndScores()
    {
        var photo = new PaintedPhoto(192, 120);
        photo.Paint(20, 20, 40, 60, 0.6f);
        photo.Paint(100, 30, 80, 70);

        Run run = await Find(photo);

        Assert.Equal((ExitCodes.Success, string.Empty), (run.Code, run.Error));
        Assert.Equal(
            """
            {"finder":{"name":"tiny-finder","version":"1"},"image":{"width":192,"height":120},"leastFace":32,"faces":[
            {"box":{"x":99.5,"y":29.5,"width":80,"height":70},"score":1},
            {"box":{"x":19.5,"y":19.5,"width":40,"height":60},"score":0.6}]}
            """.ReplaceLineEndings(string.Empty),
            run.Output.Trim());
    }

    [Fact]
    public async Task Find_MinFace_FindsTheSmallOnesToo()
    {
        var photo = new PaintedPhoto(400, 300);
        photo.Paint(20, 20, 20, 20);

        Assert.Empty(Faces(await Find(photo)));
        Assert.Single(Faces(await Find(photo, "--min-face", "18")));
    }

    [Fact]
    public async Task Find_MoreViewsThanAllowed_SaysWhichFacesAreNotLookedFor()
    {
        Run run = await Find(new PaintedPhoto(400, 300), "--min-face", "18", "--max-views", "5");

        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Contains("pixels are not looked for; --max-views 5 allows no more", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--threshold", "0.7", 1)]
    [InlineData("--threshold", "0.1", 2)]
    [InlineData("--max-faces", "1", 1)]
    public async Task Find_Option_DecidesHowManyFaces(string option, string value, int count)
    {
        var photo = new PaintedPhoto(96, 96);
        photo.Paint(10, 10, 20, 20, 0.6f);
        photo.Paint(50, 50, 30, 30, 0.9f);

        Assert.Equal(count, Faces(await Find(photo, option, value)).Length);
    }

    [Fact]
    public async Task Find_CascadeAsFinder_SaysThatItIsNone()
    {
        string photo = _folder.Write("photo.png", new PaintedPhoto(9, 9).ToPng());

        (await Run.Musica("find", photo, "--finder", TinyModel.Directory))
            .AssertRefused("kind: \"landmark-cascade\" is unknown; this program reads \"face-finder\"");
    }

    private Task<Run> Find(PaintedPhoto photo, params string[] more) =>
        Run.Musica(["find", _folder.Write("photo.png", photo.ToPng()), "--finder", TinyFinder.Directory, .. more]);

    private static JsonElement[] Faces(Run run)
    {
        Assert.Equal(ExitCodes.Success, run.Code);
        using JsonDocument answer = JsonDocument.Parse(run.Output);
        return [.. answer.RootElement.Clone().GetProperty("faces").EnumerateArray()];
    }
}
