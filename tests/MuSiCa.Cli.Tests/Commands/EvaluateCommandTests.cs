using System.Text.Json;
using System.Text.Json.Nodes;
using MuSiCa.Inference;
using MuSiCa.Inference.Tests;

namespace MuSiCa.Cli.Tests;

public sealed class EvaluateCommandTests
{
    private const int Faces = 9;

    private static readonly string[] Figures = ["nmeInterOcular", "nmeInterPupil", "p95InterOcular", "fr8", "fr10", "auc8", "auc10"];

    [Fact]
    public async Task Evaluate_BoxesCsv_PrintsTablesAndWritesEveryFile()
    {
        using var data = new FaceFolder(Faces);

        Run run = await Evaluate(data, "--json", data["r.json"], "--dump", data["d.jsonl"], "--plots", data["plots"]);

        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Contains("tiny 1 on 9 faces, boxes.csv", run.Output, StringComparison.Ordinal);
        Assert.Contains("all 3 stages", run.Output, StringComparison.Ordinal);
        Assert.Contains("selective, predicted < 0.05", run.Output, StringComparison.Ordinal);
        Assert.Contains("Accepted faces", run.Output, StringComparison.Ordinal);
        Assert.Contains("faces aligned: 9 of 9", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", run.Output, StringComparison.Ordinal);
        AssertPng(data["plots/error-distribution.png"]);
        AssertPng(data["plots/exit-curve.png"]);
    }

    [Fact]
    public async Task Evaluate_Json_HasTheContractsKeys()
    {
        using var data = new FaceFolder(Faces);
        await Evaluate(data, "--json", data["r.json"]);

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(data["r.json"]));
        JsonElement root = report.RootElement;

        Assert.All(Figures, key => Assert.Equal(JsonValueKind.Number, root.GetProperty(key).ValueKind));
        Assert.Equal(Faces, root.GetProperty("faces").GetInt32());
        Assert.Equal("tiny", root.GetProperty("model").GetProperty("name").GetString());
        Assert.Equal("cpu", root.GetProperty("model").GetProperty("provider").GetString());
        Assert.Equal([1, 2, 3], root.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("stage").GetInt32()));
        Assert.All(root.GetProperty("stages").EnumerateArray(), stage => Assert.All(Figures, key => stage.GetProperty(key).GetDouble()));
        JsonElement selective = root.GetProperty("selective");
        Assert.All(Figures, key => selective.GetProperty(key).GetDouble());
        Assert.Equal(0.05, selective.GetProperty("threshold").GetDouble());
        Assert.InRange(selective.GetProperty("meanStages").GetDouble(), 1, 3);
        Assert.Equal(Faces, selective.GetProperty("exits").EnumerateArray().Sum(count => count.GetInt32()));
        Assert.True(selective.GetProperty("meanMultiplyAdds").GetDouble() > 0);
        Assert.Equal(
            ["predictedError", "fixed", "random", "oracleError", "oracleGain"],
            root.GetProperty("exitCurve").EnumerateObject().Select(curve => curve.Name));
        Assert.False(root.TryGetProperty("subsets", out _));
        JsonElement[] judged = [.. root.GetProperty("judged").EnumerateArray()];
        Assert.Equal(["all stages", "selective"], judged.Select(rule => rule.GetProperty("rule").GetString()));
        Assert.All(judged, rule => Assert.InRange(rule.GetProperty("accepted").GetInt32(), 0, Faces));
        Assert.All(judged, rule => Assert.Equal(1, rule.GetProperty("meanPasses").GetDouble()));
        Assert.Equal(root.GetProperty("nmeInterOcular").GetDouble(), judged[0].GetProperty("nmeInterOcular").GetDouble(), 1e-3);
        Assert.Equal(
            root.GetProperty("nmeInterOcular").GetDouble(),
            root.GetProperty("stages")[2].GetProperty("nmeInterOcular").GetDouble());
    }

    [Fact]
    public async Task Evaluate_ModelThatTriesAgain_SaysWhatThatGives()
    {
        using var data = new FaceFolder(Faces);
        using var model = new TempFolder();
        foreach (string file in Directory.EnumerateFiles(TinyModel.Directory))
        {
            File.Copy(file, model[Path.GetFileName(file)]);
        }

        JsonNode description = JsonNode.Parse(File.ReadAllText(model[ModelPackage.FileName]))!;
        description["formatVersion"] = 2;
        description["patch"]!["aligned"] = true;
        description["exit"]!["threshold"] = 1e-6;
        description["exit"]!["finalThreshold"] = 1e-6;
        description["retry"] = JsonNode.Parse("""{"turns": [60]}""");
        File.WriteAllText(model[ModelPackage.FileName], description.ToJsonString());

        Run run = await Run.Musica(
            "evaluate", "--model", model.Path, "--provider", "cpu", "--data", data.Faces, "--boxes", data.Boxes, "--json", data["r.json"]);

        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Contains("all stages, once more where uncertain", run.Output, StringComparison.Ordinal);
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(data["r.json"]));
        JsonElement[] judged = [.. report.RootElement.GetProperty("judged").EnumerateArray()];
        Assert.Equal([1, 3, 1, 3], judged.Select(rule => rule.GetProperty("meanPasses").GetDouble()));
        Assert.Equal(
            3 * judged[0].GetProperty("meanMultiplyAdds").GetDouble(), judged[1].GetProperty("meanMultiplyAdds").GetDouble());
    }

    [Fact]
    public async Task Evaluate_Dump_GivesTheLandmarksThatTheFiguresAreOf()
    {
        using var data = new FaceFolder(Faces);
        await Evaluate(data, "--json", data["r.json"], "--dump", data["d.jsonl"]);

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(data["r.json"]));
        double nme = File.ReadLines(data["d.jsonl"]).Average(line => LastNme(line, data.Truths));

        Assert.Equal(report.RootElement.GetProperty("nmeInterOcular").GetDouble(), 100 * nme, 0.01);
    }

    [Fact]
    public async Task Evaluate_OtherBatchSize_GivesTheSameFigures()
    {
        using var data = new FaceFolder(Faces);
        await Evaluate(data, "--json", data["a.json"], "--batch-size", "4");
        await Evaluate(data, "--json", data["b.json"], "--batch-size", "1");

        using JsonDocument first = JsonDocument.Parse(File.ReadAllText(data["a.json"]));
        using JsonDocument second = JsonDocument.Parse(File.ReadAllText(data["b.json"]));

        Assert.All(Figures, key => Assert.Equal(
            first.RootElement.GetProperty(key).GetDouble(), second.RootElement.GetProperty(key).GetDouble(), 0.01));
    }

    [Fact]
    public async Task Evaluate_MaxErrorAndMaxStages_RuleTheSelectiveFigures()
    {
        using var data = new FaceFolder(Faces);
        await Evaluate(data, "--json", data["r.json"], "--max-error", "0.0001", "--max-stages", "2");

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(data["r.json"]));
        JsonElement selective = report.RootElement.GetProperty("selective");

        Assert.Equal(2, selective.GetProperty("meanStages").GetDouble());
        Assert.Equal(
            report.RootElement.GetProperty("stages")[1].GetProperty("nmeInterOcular").GetDouble(),
            selective.GetProperty("nmeInterOcular").GetDouble());
    }

    [Fact]
    public async Task Evaluate_Find_FramesByFoundBoxesAndTellsTheOthers()
    {
        using var data = new PhotoFolder();
        var photo = new PaintedPhoto(120, 120);
        data.AddLandmarks("found", photo, photo.Paint(30, 40, 50, 40));
        data.AddLandmarks("missed", new PaintedPhoto(120, 120), new(20, 20, 50, 50));

        Run run = await Run.Musica(
            "evaluate", "--model", TinyModel.Directory, "--provider", "cpu", "--data", data.Photos, "--find", "--finder", TinyFinder.Directory,
            "--json", data["r.json"]);

        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Contains("1 of 2 faces were not found and are not in the figures: missed", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("no --boxes", run.Error, StringComparison.Ordinal);
        Assert.Contains("on 1 faces (1 not found), boxes found by tiny-finder 1", run.Output, StringComparison.Ordinal);
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(data["r.json"]));
        Assert.Equal(1, report.RootElement.GetProperty("notFound").GetInt32());
    }

    [Fact]
    public async Task Evaluate_FindNothing_SaysSo()
    {
        using var data = new PhotoFolder();
        data.AddLandmarks("missed", new PaintedPhoto(120, 120), new(20, 20, 50, 50));

        Run run = await Run.Musica(
            "evaluate", "--model", TinyModel.Directory, "--provider", "cpu", "--data", data.Photos, "--find", "--finder", TinyFinder.Directory);

        run.AssertRefused("tiny-finder found none of the 1 faces");
    }

    [Fact]
    public async Task Evaluate_WithoutBoxes_SaysLoudlyThatTheyAreTight()
    {
        using var data = new FaceFolder(2);

        Run run = await Run.Musica("evaluate", "--model", TinyModel.Directory, "--provider", "cpu", "--data", data.Faces);

        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Contains("no --boxes were given", run.Error, StringComparison.Ordinal);
        Assert.Contains("tight boxes of the true landmarks", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_ProviderAuto_RunsAndTellsAFallback()
    {
        using var data = new FaceFolder(1);

        Run run = await Run.Musica("evaluate", "--model", TinyModel.Directory, "--data", data.Faces, "--boxes", data.Boxes, "--json", data["r.json"]);

        Assert.Equal(ExitCodes.Success, run.Code);
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(data["r.json"]));
        string? provider = report.RootElement.GetProperty("model").GetProperty("provider").GetString();
        bool hasGpu = File.Exists("/dev/nvidiactl");
        Assert.Equal(hasGpu && provider == "cpu", run.Error.Contains("running on cpu. CUDA cannot be used", StringComparison.Ordinal));
        Assert.Contains(provider, new[] { "cpu", "cuda" });
    }

    [Fact]
    public async Task Evaluate_SpoiledPicture_NamesIt()
    {
        using var data = new FaceFolder(3);
        File.WriteAllText(data["faces/face_1.png"], "spoiled");

        (await Evaluate(data)).AssertRefused("face_1.png: ");
    }

    [Fact]
    public async Task Evaluate_EyesInOnePlace_NamesTheFace()
    {
        using var data = new FaceFolder(3);
        File.WriteAllText(data["faces/face_2.pts"], FaceFolder.Pts([20, 20, 20, 20, 25, 25, 26, 26, 27, 27, 28, 28]));

        (await Evaluate(data)).AssertRefused("face_2: the true eye corners lie in one place");
    }

    [Fact]
    public async Task Evaluate_OtherNumberOfLandmarks_NamesTheFace()
    {
        using var data = new FaceFolder(3);
        File.WriteAllText(data["faces/face_2.pts"], FaceFolder.Pts([20, 20, 30, 30]));

        (await Evaluate(data)).AssertRefused("face_2: 2 landmarks, the model has 6");
    }

    [Fact]
    public async Task Evaluate_FaceWithoutBox_NamesIt()
    {
        using var data = new FaceFolder(3);
        File.WriteAllText(data.Boxes, "name,x0,y0,x1,y1\na/face_0,1,1,9,9\na/face_2,1,1,9,9\n");

        (await Evaluate(data)).AssertRefused("no box for 1 of 3 faces: face_1");
    }

    [Theory]
    [InlineData("--data", "nowhere", "there is no such folder")]
    [InlineData("--boxes", "nowhere.csv", "there is no such file")]
    public async Task Evaluate_MissingInput_NamesIt(string option, string value, string problem)
    {
        using var data = new FaceFolder(1);
        string[] arguments = ["evaluate", "--model", TinyModel.Directory, "--provider", "cpu", "--data", data.Faces, "--boxes", data.Boxes];
        arguments[Array.IndexOf(arguments, option) + 1] = value;

        Run run = await Run.Musica(arguments);

        run.AssertRefused($"{option} {value}: {problem}");
    }

    private static Task<Run> Evaluate(FaceFolder data, params string[] more) => Run.Musica(
        ["evaluate", "--model", TinyModel.Directory, "--provider", "cpu", "--threads", "1", "--data", data.Faces, "--boxes", data.Boxes, .. more]);

    private static double LastNme(string line, Dictionary<string, double[]> truths)
    {
        using JsonDocument face = JsonDocument.Parse(line);
        double[] truth = truths[face.RootElement.GetProperty("name").GetString()!];
        Assert.Equal(3, face.RootElement.GetProperty("landmarks").GetArrayLength());
        Assert.Equal(3, face.RootElement.GetProperty("predictedError").GetArrayLength());
        double eyes = double.Hypot(truth[0] - truth[2], truth[1] - truth[3]);
        return face.RootElement.GetProperty("landmarks")[2].EnumerateArray()
            .Select((point, index) => double.Hypot(point[0].GetDouble() - truth[2 * index], point[1].GetDouble() - truth[(2 * index) + 1]))
            .Average() / eyes;
    }

    private static void AssertPng(string path) =>
        Assert.Equal<byte>([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(path).AsSpan(0, 4).ToArray());
}
