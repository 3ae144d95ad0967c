using System.Text.Json.Nodes;

namespace MuSiCa.Inference.Tests;

public sealed class FinderPackageErrorTests
{
    private static readonly Dictionary<string, (string Place, string Problem, Action<JsonObject> Edit)> Spoiled = new()
    {
        ["unknown precision"] = ("precision", "'int4' is unknown", d => d["precision"] = "int4"),
        ["other format"] = ("formatVersion", "2 is unknown", d => d["formatVersion"] = 2),
        ["other kind"] = ("kind", "\"landmark-cascade\" is unknown; this program reads \"face-finder\"", d => d["kind"] = "landmark-cascade"),
        ["name odd"] = ("name", "'../x' must be letters", d => d["name"] = "../x"),
        ["version missing"] = ("version", "is missing", d => d.Remove("version")),
        ["license empty"] = ("license", "is empty", d => d["license"] = " "),
        ["box missing"] = ("box", "is missing", d => d.Remove("box")),
        ["view missing"] = ("view", "is missing", d => d.Remove("view")),
        ["size missing"] = ("view.size", "is missing", d => Section(d, "view").Remove("size")),
        ["size large"] = ("view.size", "100000 is not between 32 and 2048", d => d["view"]!["size"] = 100_000),
        ["stride zero"] = ("view.stride", "0 is not between 2 and 64", d => d["view"]!["stride"] = 0),
        ["stride odd"] = ("view.stride", "10 does not divide view.size 96", d => d["view"]!["stride"] = 10),
        ["graph missing"] = ("graph", "is missing", d => d.Remove("graph")),
        ["work missing"] = ("graph.multiplyAdds", "is missing", d => Section(d, "graph").Remove("multiplyAdds")),
        ["file elsewhere"] = ("graph.file", "'../finder.onnx' must be the name of a file", d => d["graph"]!["file"] = "../finder.onnx"),
        ["file missing"] = ("graph.file", "'other.onnx' is missing from the package's folder", d => d["graph"]!["file"] = "other.onnx"),
        ["hash malformed"] = ("graph.sha256", "'ABC' is not a SHA-256", d => d["graph"]!["sha256"] = "ABC"),
        ["hash wrong"] = ("graph.sha256", "the file was changed or cut off", d => d["graph"]!["sha256"] = new string('0', 64)),
        ["faces missing"] = ("faces", "is missing", d => d.Remove("faces")),
        ["least missing"] = ("faces.least", "is missing", d => Section(d, "faces").Remove("least")),
        ["least large"] = ("faces.least", "40 is not between 1 and 19.2", d => d["faces"]!["least"] = 40),
        ["most large"] = ("faces.most", "97 is not between 1 and 96", d => d["faces"]!["most"] = 97),
        ["range empty"] = ("faces.most", "16 is not above faces.least 16", d => d["faces"]!["most"] = 16),
        ["threshold missing"] = ("threshold", "is missing", d => d.Remove("threshold")),
        ["threshold one"] = ("threshold", "1 is not between 0 and 1", d => d["threshold"] = 1),
        ["suppression zero"] = ("suppression", "0 is not between 0 and 1", d => d["suppression"] = 0),
        ["table missing"] = ("table", "is missing", d => d.Remove("table")),
        ["row null"] = ("table[1]", "is missing", d => d["table"]![1] = null),
        ["recall large"] = ("table[0].recall", "97 is not between 0 and 1", d => d["table"]![0]!["recall"] = 97),
        ["false negative"] = ("table[0].falsePerImage", "-1 is not a number of finds", d => d["table"]![0]!["falsePerImage"] = -1),
        ["table descends"] = ("table[1].threshold", "0.2 is not above 0.3", d => d["table"]![1]!["threshold"] = 0.2),
        ["training missing"] = ("training", "is missing", d => d.Remove("training")),
        ["date odd"] = ("training.date", "'today' is not a date", d => d["training"]!["date"] = "today"),
        ["metrics missing"] = ("metrics", "is missing", d => d.Remove("metrics")),
    };

    public static TheoryData<string> Names => [.. Spoiled.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_SpoiledPackage_NamesPlaceAndValue(string name)
    {
        (string place, string problem, Action<JsonObject> edit) = Spoiled[name];
        using var folder = new FinderPackageFolder();
        folder.Edit(edit);

        PackageError error = Assert.Single(folder.LoadErrors(), error => error.Place == place);

        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EmptyObjectOfTheFormat_ReportsEverySection()
    {
        using var folder = new FinderPackageFolder();
        File.WriteAllText(folder[ModelPackage.FileName], """{ "formatVersion": 1, "kind": "face-finder" }""");

        Assert.Equal(
            ["name", "version", "license", "box", "view", "graph", "faces", "threshold", "suppression", "table", "training", "metrics"],
            folder.LoadErrors().Select(error => error.Place));
    }

    [Fact]
    public void Load_NoFolder_SaysSo()
    {
        ModelPackageException exception = Assert.Throws<ModelPackageException>(() => FinderPackage.Load("nowhere"));

        Assert.Contains("no such folder", exception.Message, StringComparison.Ordinal);
    }

    private static JsonObject Section(JsonObject document, string name) => document[name]!.AsObject();
}
