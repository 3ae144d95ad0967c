using System.Text.Json;
using MuSiCa.Inference;
using MuSiCa.Inference.Tests;

namespace MuSiCa.Cli.Tests;

public sealed class EvaluateFinderCommandTests : IDisposable
{
    private readonly PhotoFolder _data = new();

    public EvaluateFinderCommandTests()
    {
        // Found, missed (its score is below the threshold), false, ignored.
        var first = new PaintedPhoto(192, 192);
        BoundingBox found = first.Paint(10, 10, 40, 40, 0.9f);
        BoundingBox missed = first.Paint(80, 80, 70, 70, 0.3f);
        _data.Add("first.png", first, [found, missed]);
        var second = new PaintedPhoto(192, 192);
        second.Paint(20, 30, 50, 50, 0.8f);
        BoundingBox ignored = second.Paint(110, 110, 60, 60, 0.95f);
        _data.Add("second.png", second, [], ignored);
    }

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task EvaluateFinder_BoxesJson_MeasuresAndWritesEveryFile()
    {
        Run run = await Evaluate("--json", _data["r.json"], "--plots", _data["plots"], "--pictures", _data["pictures"]);

        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Contains("tiny-finder 1 on 2 photos, boxes.json; percent", run.Output, StringComparison.Ordinal);
        Assert.Contains("keep them out of every repository", run.Error, StringComparison.Ordinal);
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(_data["r.json"]));
        JsonElement root = report.RootElement;
        Assert.Equal(2, root.GetProperty("photos").GetInt32());
        Assert.Equal(1, root.GetProperty("ignoredRegions").GetInt32());
        Assert.Equal("cpu", root.GetProperty("provider").GetString());
        JsonElement all = root.GetProperty("sizes")[0];
        Assert.Equal(("all", 2, 1), (all.GetProperty("sizes").GetString(), all.GetProperty("faces").GetInt32(), all.GetProperty("falseFinds").GetInt32()));
        Assert.Equal(50, all.GetProperty("recall").GetDouble());

        // 0.1 false finds an image allow none here: the lowest threshold above the false find's score.
        Assert.Equal(50, all.GetProperty("recallAtFalsePerImage").GetDouble());
        Assert.Equal(0.9, root.GetProperty("thresholdAtFalsePerImage").GetDouble(), 0.01);

        // Precision 1 up to half of the faces, 2 of 3 for the rest.
        Assert.Equal(50 + (50 * 2 / 3.0), all.GetProperty("averagePrecision").GetDouble(), 0.01);
        JsonElement small = root.GetProperty("sizes").EnumerateArray().Single(size => size.GetProperty("sizes").GetString() == "16 to 32 px");
        Assert.False(small.TryGetProperty("recall", out _));
        Assert.True(File.Exists(_data["plots/precision-recall.png"]));
        Assert.Equal(
            ["false-01-second.jpg", "missed-01-first.jpg"],
            Directory.EnumerateFiles(_data["pictures"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task EvaluateFinder_Single_CountsNoFindAsFalse()
    {
        await Evaluate("--json", _data["r.json"], "--single");

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(_data["r.json"]));
        Assert.Equal(0, report.RootElement.GetProperty("sizes")[0].GetProperty("falseFinds").GetInt32());
    }

    [Fact]
    public async Task EvaluateFinder_PtsFolder_TakesTheTightBoxAsTruth()
    {
        using var data = new PhotoFolder();
        var photo = new PaintedPhoto(120, 120);
        data.AddLandmarks("one", photo, photo.Paint(30, 40, 50, 40));

        Run run = await Run.Musica(
            "evaluate-finder", "--finder", TinyFinder.Directory, "--provider", "cpu", "--data", data.Photos, "--json", data["r.json"]);

        Assert.Equal(ExitCodes.Success, run.Code);
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(data["r.json"]));
        Assert.Equal(100, report.RootElement.GetProperty("sizes")[0].GetProperty("recall").GetDouble());
        Assert.InRange(report.RootElement.GetProperty("meanIou").GetDouble(), 0.9, 1);
    }

    [Fact]
    public async Task EvaluateFinder_PicturesInARepository_AreRefusedBeforeAnyWork()
    {
        Directory.CreateDirectory(_data["clone/.git"]);

        Run run = await Evaluate("--pictures", _data["clone/some/pictures"]);

        run.AssertRefused("lies in the repository");
        Assert.False(Directory.Exists(_data["clone/some"]));
    }

    [Theory]
    [InlineData("{}", "is not a list of photos")]
    [InlineData("[]", "names no photo")]
    [InlineData("[null]", "[0]: must have 'image' and 'faces'")]
    [InlineData("""[{ "image": "first.png" }]""", "[0]: must have 'image' and 'faces'")]
    [InlineData("""[{ "image": "none.png", "faces": [] }]""", "[0]: no image")]
    [InlineData("""[{ "image": "first.png", "faces": [[1, 2, 3]] }]""", "[0].faces[0]: is not a box x0, y0, x1, y1")]
    [InlineData("""[{ "image": "first.png", "faces": [], "ignore": [[9, 2, 3, 4]] }]""", "[0].ignore[0]: is not a box x0, y0, x1, y1")]
    [InlineData("""[{ "image": "first.png", "faces": [] }, { "image": "first.png", "faces": [] }]""", "'first.png' is there twice")]
    [InlineData("""[{ "image": "first.png", "width": 9, "height": 9, "faces": [] }]""", "192 x 192 pixels, its boxes are of one with 9 x 9")]
    public async Task EvaluateFinder_UselessBoxes_SaysWhere(string json, string problem)
    {
        Run run = await Run.Musica(
            "evaluate-finder", "--finder", TinyFinder.Directory, "--provider", "cpu", "--data", _data.Photos, "--boxes", _data.Write("b.json", json));

        run.AssertRefused(problem);
    }

    [Fact]
    public async Task EvaluateFinder_NoSuchFolder_SaysSo() =>
        (await Run.Musica("evaluate-finder", "--finder", TinyFinder.Directory, "--data", "nowhere")).AssertRefused("--data nowhere: there is no such folder");

    private Task<Run> Evaluate(params string[] more) => Run.Musica(
        ["evaluate-finder", "--finder", TinyFinder.Directory, "--provider", "cpu", "--data", _data.Photos, "--boxes", _data.Boxes, .. more]);
}
