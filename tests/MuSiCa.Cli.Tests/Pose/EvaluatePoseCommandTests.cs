using System.Globalization;
using System.Text.Json.Nodes;
using MuSiCa.Inference;

namespace MuSiCa.Cli.Tests;

public sealed class EvaluatePoseCommandTests : IDisposable
{
    private const string Heading = "image,landmarks,yaw,pitch,roll,x0,y0,x1,y1";

    private readonly TempFolder _folder = new();

    public EvaluatePoseCommandTests() => _folder.Write("data/images/a.png", FaceFolder.Picture(1));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EvaluatePose_Faces_PrintsErrorsOfThoseWithinTheProtocol()
    {
        Run run = await Evaluate("a.png,exact,10,-5,3,20,15,50,45", "a.png,registered,-70,0,0,20,15,50,45", "a.png,exact,0,120,0,20,15,50,45");

        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Contains("tiny 1 on 2 faces of faces.csv", run.Output, StringComparison.Ordinal);
        Assert.Contains("exact annotation", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.png,exact,x,0,0,20,15,50,45", "line 2: 'x' in column yaw is not a number")]
    [InlineData("b.png,exact,1,0,0,20,15,50,45", "line 2: no image ")]
    [InlineData("a.png,exact,1,0,0,20,15", "line 2: no column x1")]
    [InlineData("a.png,exact,1,100,0,20,15,50,45", "names no face with angles within")]
    public async Task EvaluatePose_Malformed_NamesTheLine(string line, string problem) => (await Evaluate(line)).AssertRefused(problem);

    [Fact]
    public async Task EvaluatePose_ModelWithoutHead_SaysSo()
    {
        _folder.Write("data/faces.csv", $"{Heading}\na.png,exact,1,0,0,20,15,50,45\n");

        Run run = await Run.Musica("evaluate-pose", "--model", TinyModel.Directory, "--provider", "cpu", "--data", _folder["data"]);

        run.AssertRefused("model 'tiny' tells no pose: its package has no landmarks.head");
    }

    [Fact]
    public async Task Align_Pose_SaysHowTheHeadIsTurned()
    {
        string photo = _folder.Write("photo.png", FaceFolder.Picture(2));

        Run run = await Run.Musica("align", photo, "--model", Model(), "--provider", "cpu", "--box", "20,15,30,30", "--pose");

        JsonNode pose = JsonNode.Parse(run.Output)!["faces"]![0]!["pose"]!;
        Assert.All(["yaw", "pitch", "roll"], angle => Assert.InRange((double)pose[angle]!, -180, 180));
    }

    private Task<Run> Evaluate(params string[] lines)
    {
        _folder.Write("data/faces.csv", string.Join('\n', [Heading, .. lines]));
        return Run.Musica("evaluate-pose", "--model", Model(), "--provider", "cpu", "--data", _folder["data"]);
    }

    // The tiny model with a head of its mean shape, as deep as it is high.
    private string Model()
    {
        foreach (string file in Directory.EnumerateFiles(TinyModel.Directory))
        {
            _folder.Write($"model/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        }

        string path = _folder[$"model/{ModelPackage.FileName}"];
        JsonNode description = JsonNode.Parse(File.ReadAllText(path))!;
        var shape = TinyModel.Package.MeanShape;
        description["landmarks"]!["head"] = JsonNode.Parse(string.Create(CultureInfo.InvariantCulture, $"[{string.Join(',', Enumerable.Range(0, TinyModel.Landmarks).Select(i => FormattableString.Invariant($"[{shape[2 * i]},{shape[(2 * i) + 1]},{shape[2 * i] * shape[(2 * i) + 1] * 4 + (i == 2 ? 0.3 : 0)}]")))}]"));
        File.WriteAllText(path, description.ToJsonString());
        return _folder["model"];
    }
}
