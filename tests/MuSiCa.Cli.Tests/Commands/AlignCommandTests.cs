using System.Text.Json;
using MuSiCa.Inference.Tests;

namespace MuSiCa.Cli.Tests;

public sealed class AlignCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _photo;

    public AlignCommandTests() => _photo = _folder.Write("photo.png", FaceFolder.Picture(1));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Align_TwoBoxes_PrintsTheServicesJson()
    {
        Run run = await Run.Musica("align", _photo, "--model", TinyModel.Directory, "--box", "20,15.5,30,30", "--box", "10,10,24,20");

        Assert.Equal((ExitCodes.Success, string.Empty), (run.Code, run.Error));
        using JsonDocument answer = JsonDocument.Parse(run.Output);
        JsonElement root = answer.RootElement;
        Assert.Equal("tiny", root.GetProperty("model").GetProperty("name").GetString());
        Assert.Equal(FaceFolder.Width, root.GetProperty("image").GetProperty("width").GetInt32());
        Assert.Equal(2, root.GetProperty("faces").GetArrayLength());
        JsonElement face = root.GetProperty("faces")[0];
        Assert.Equal(15.5, face.GetProperty("box").GetProperty("y").GetDouble());
        Assert.Equal(TinyModel.Landmarks, face.GetProperty("landmarks").GetArrayLength());
        Assert.Equal(
            ["box", "landmarks", "stages", "exit", "predictedError", "status"],
            face.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Align_WithoutBox_FindsTheFacesAndTellsTheirScores()
    {
        var painted = new PaintedPhoto(200, 120);
        painted.Paint(20, 20, 60, 60, 0.8f);
        painted.Paint(120, 30, 40, 40, 0.6f);

        Run run = await Run.Musica(
            "align", _folder.Write("two.png", painted.ToPng()), "--model", TinyModel.Directory, "--finder", TinyFinder.Directory);

        Assert.Equal((ExitCodes.Success, string.Empty), (run.Code, run.Error));
        using JsonDocument answer = JsonDocument.Parse(run.Output);
        JsonElement[] faces = [.. answer.RootElement.GetProperty("faces").EnumerateArray()];
        Assert.Collection(
            faces.Select(face => face.GetProperty("box").GetProperty("width").GetDouble()),
            width => Assert.Equal(60, width, 3.0),
            width => Assert.Equal(40, width, 3.0));
        Assert.Equal([0.8, 0.6], faces.Select(face => face.GetProperty("score").GetDouble()));
        Assert.All(faces, face => Assert.Equal(TinyModel.Landmarks, face.GetProperty("landmarks").GetArrayLength()));
    }

    [Fact]
    public async Task Align_WithoutBoxAndWithoutFace_AnswersNoFaces()
    {
        Run run = await Run.Musica(
            "align", _folder.Write("black.png", new PaintedPhoto(50, 40).ToPng()), "--model", TinyModel.Directory, "--finder", TinyFinder.Directory);

        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Contains("\"image\":{\"width\":50,\"height\":40},\"faces\":[]", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Align_WithoutBoxAndFinder_NamesTheFolder()
    {
        Run run = await Run.Musica("align", _photo, "--model", TinyModel.Directory, "--finder", _folder["nowhere"]);

        run.AssertRefused("nowhere");
    }

    [Fact]
    public async Task Align_MaxStages_LeavesWithBudget()
    {
        Run run = await Run.Musica(
            "align", _photo, "-m", TinyModel.Directory, "-b", "20,15,30,30", "--max-stages", "1", "--max-error", "0.0001");

        Assert.Contains("\"stages\":1,\"exit\":\"budget\"", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("200,10,20,20", "box 200,10,20,20 lies outside the image of 80 x 60 pixels")]
    [InlineData("10,10,0,20", "is empty")]
    [InlineData("10,10,NaN,20", "not a finite number")]
    public async Task Align_UselessBox_SaysWhy(string box, string problem)
    {
        Run run = await Run.Musica("align", _photo, "--model", TinyModel.Directory, "--box", box);

        run.AssertRefused(problem);
        Assert.Contains("photo.png: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--profile", "wild", "profile 'wild' is unknown; model 'tiny' has accurate, balanced, fast")]
    [InlineData("--max-error", "-1", "maxError -1 is not above 0")]
    [InlineData("--max-stages", "0", "maxStages 0 is below 1")]
    public async Task Align_SenselessLimit_SaysWhy(string option, string value, string problem)
    {
        Run run = await Run.Musica("align", _photo, "--model", TinyModel.Directory, "--box", "20,15,30,30", option, value);

        run.AssertRefused(problem);
    }

    [Fact]
    public async Task Align_NoSuchPhoto_SaysSo()
    {
        Run run = await Run.Musica("align", _folder["none.jpg"], "--model", TinyModel.Directory, "--box", "1,1,9,9");

        run.AssertRefused("none.jpg: cannot be read");
    }

    [Fact]
    public async Task Align_NoPicture_SaysSo()
    {
        Run run = await Run.Musica(
            "align", _folder.Write("text.jpg", "not a picture"), "--model", TinyModel.Directory, "--box", "1,1,9,9");

        run.AssertRefused("text.jpg: ");
    }

    [Fact]
    public async Task Align_NoSuchModel_NamesTheFolder()
    {
        Run run = await Run.Musica("align", _photo, "--model", _folder["nowhere"], "--box", "1,1,9,9");

        run.AssertRefused("nowhere");
    }

    [Theory]
    [InlineData("--box 1,2,3 is not x,y,width,height", "align", "PHOTO", "--box", "1,2,3")]
    [InlineData("--box a,b,c,d is not x,y,width,height", "align", "PHOTO", "--box", "a,b,c,d")]
    [InlineData("--min-face 0 is not a number of pixels above 0", "find", "PHOTO", "--min-face", "0")]
    [InlineData("--threshold 1 is not between 0 and 1", "find", "PHOTO", "--threshold", "1")]
    [InlineData("--max-faces 0 is below 1", "align", "PHOTO", "--max-faces", "0")]
    [InlineData("--max-views 0 is below 1", "render", "PHOTO", "-o", "x.png", "--max-views", "0")]
    [InlineData("--data", "evaluate-finder")]
    [InlineData("--provider gpu is unknown; choose auto, cuda, tensorrt or cpu", "align", "PHOTO", "--box", "1,2,3,4", "--provider", "gpu")]
    [InlineData("--threads -1 is below 0", "align", "PHOTO", "--box", "1,2,3,4", "--threads", "-1")]
    [InlineData("--batch-size 0 is below 1", "evaluate", "--data", "DIR", "--batch-size", "0")]
    [InlineData("--threads 10000 is above 1024", "find", "PHOTO", "--threads", "10000")]
    [InlineData("--threads 9999999999999999999999 is not a whole number", "find", "PHOTO", "--threads", "9999999999999999999999")]
    [InlineData("--threads two is not a whole number", "align", "PHOTO", "--threads", "two")]
    [InlineData("--batch-size 1e3 is not a whole number", "evaluate", "--data", "DIR", "--batch-size", "1e3")]
    [InlineData("--max-faces 1,000 is not a whole number", "find", "PHOTO", "--max-faces", "1,000")]
    [InlineData("--max-stages 2,5 is not a whole number", "align", "PHOTO", "--max-stages", "2,5")]
    [InlineData("--max-error 0,001 is not a number; decimals have a point", "align", "PHOTO", "--max-error", "0,001")]
    [InlineData("--max-error nan is not a number", "render", "PHOTO", "-o", "x.png", "--max-error", "nan")]
    [InlineData("--threshold 0,5 is not a number", "find", "PHOTO", "--threshold", "0,5")]
    [InlineData("--min-face 1,000 is not a number", "evaluate-finder", "--data", "DIR", "--min-face", "1,000")]
    [InlineData("--min-face inf is not a number", "find", "PHOTO", "--min-face", "inf")]
    [InlineData("--box 1,2,3,4,5 is not x,y,width,height", "align", "PHOTO", "--box", "1,2,3,4,5")]
    [InlineData("PHOTO is empty", "find", "")]
    [InlineData("PHOTO is empty", "align", " ")]
    [InlineData("--output is empty", "render", "PHOTO", "--output", "")]
    [InlineData("--model is empty", "align", "PHOTO", "--model", "")]
    [InlineData("--finder is empty", "find", "PHOTO", "--finder", "")]
    [InlineData("--data is empty", "evaluate", "--data", "")]
    [InlineData("--json is empty", "evaluate-finder", "--data", "DIR", "--json", "")]
    [InlineData("'PHOTO.jpg'", "PHOTO.jpg")]
    [InlineData("--data", "evaluate")]
    [InlineData("--output", "render", "PHOTO", "--box", "1,2,3,4")]
    public async Task Musica_WrongUsage_SaysWhatIsWrong(string problem, params string[] arguments)
    {
        Run run = await Run.Musica(arguments);

        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Align_FolderWithABox_IsToldThatABoxIsOfOnePhoto()
    {
        Run run = await Run.Musica("align", _folder.Path, "--model", TinyModel.Directory, "--box", "1,1,9,9");

        run.AssertRefused("--box says where the faces of one photo are");
    }

    [Fact]
    public async Task Align_PackageIsAFile_SaysSo()
    {
        Run run = await Run.Musica("align", _photo, "--model", _photo, "--box", "1,1,9,9");

        run.AssertRefused("is a file, not the folder of a package");
    }

    [Fact]
    public async Task Musica_Help_NamesTheCommands()
    {
        Run run = await Run.Musica("--help");

        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.All(["find", "align", "render", "evaluate", "evaluate-finder"], command => Assert.Contains(command, run.Output, StringComparison.Ordinal));
    }
}
