using System.Text.Json.Nodes;

namespace MuSiCa.Inference.Tests;

// One way to spoil a valid package, and what the loader has to say about it.
internal sealed record PackageMutation(string Name, string Place, string Problem, Action<JsonObject> Edit)
{
    private static readonly double[] Nowhere = [3, 0];

    public static IReadOnlyDictionary<string, PackageMutation> All { get; } = Create().ToDictionary(mutation => mutation.Name);

    private static JsonArray Head(params double[] first) => new(
        [.. Enumerable.Range(0, 6).Select(index => new JsonArray([.. (index == 0 ? first : [index, index * index, 0]).Select(static value => JsonValue.Create(value))]))]);

    private static void Retry(JsonObject document, string name, params double[] values)
    {
        document["formatVersion"] = 2;
        document["retry"] = new JsonObject { [name] = new JsonArray([.. values.Select(static value => JsonValue.Create(value))]) };
    }

    private static IEnumerable<PackageMutation> Create() =>
    [
        new("format missing", "formatVersion", "is missing", d => d.Remove("formatVersion")),
        new("format unknown", "formatVersion", "3 is unknown; this program reads formats 1 to 2", d => d["formatVersion"] = 3),
        new("precision unknown", "precision", "'int4' is unknown; there are 'half' and 'int8'", d => d["precision"] = "int4"),
        new("format zero", "formatVersion", "0 is unknown", d => d["formatVersion"] = 0),
        new("aligned in format 1", "patch.aligned", "came with format 2; formatVersion is 1", d => d["patch"]!["aligned"] = false),
        new("stage patches in format 1", "stages[1].patches", "came with format 2", d => Stage(d, 1)["patches"] = Json.Array(0)),
        new("gain in format 1", "exit.gainThreshold", "came with format 2", d => Exit(d)["gainThreshold"] = 0.01),
        new("gain profiles in format 1", "exit.gainProfiles", "came with format 2", d => Exit(d)["gainProfiles"] = Json.Object()),
        new("retry in format 1", "retry", "came with format 2", d => d["retry"] = new JsonObject { ["turns"] = new JsonArray(60) }),
        new("retry of upright patches", "patch.aligned", "'retry' needs patches that turn", d => Retry(d, "turns", 60)),
        new("retry of nothing", "retry", "has neither turns nor scales", d => Retry(d, "turns")),
        new("retry turned too far", "retry.turns[1]", "181 is not between -180 and 180", d => Retry(d, "turns", 60, 181)),
        new("retry scaled too far", "retry.scales[0]", "0.4 is not between 0.5 and 2", d => Retry(d, "scales", 0.4)),
        new("retry too often", "retry", "asks for 9 further passes; 8 are possible", d => Retry(d, "scales", 1, 1, 1, 1, 1, 1, 1, 1)),
        new("format text", "formatVersion", "\"one\" is unknown", d => d["formatVersion"] = "one"),
        new("kind missing", "kind", "is missing", d => d.Remove("kind")),
        new("kind unknown", "kind", "\"detector\" is unknown", d => d["kind"] = "detector"),

        new("name missing", "name", "is missing", d => d.Remove("name")),
        new("name empty", "name", "is empty", d => d["name"] = " "),
        new("name odd", "name", "'a/b' must be letters", d => d["name"] = "a/b"),
        new("version missing", "version", "is missing", d => d.Remove("version")),
        new("license missing", "license", "is missing", d => d.Remove("license")),

        new("landmarks missing", "landmarks", "is missing", d => d.Remove("landmarks")),
        new("scheme missing", "landmarks.scheme", "is missing", d => Landmarks(d).Remove("scheme")),
        new("count missing", "landmarks.count", "is missing", d => Landmarks(d).Remove("count")),
        new("count zero", "landmarks.count", "0 is not between 2 and 4096", d => Landmarks(d)["count"] = 0),
        new("count huge", "landmarks.count", "1000000 is not between", d => Landmarks(d)["count"] = 1_000_000),

        new("groups missing", "landmarks.groups", "is missing", d => Landmarks(d).Remove("groups")),
        new("group null", "landmarks.groups[1]", "is missing", d => Landmarks(d)["groups"]![1] = null),
        new("group nameless", "landmarks.groups[0].name", "is missing", d => Landmarks(d)["groups"]![0]!.AsObject().Remove("name")),
        new("group name twice", "landmarks.groups[2].name", "'eyes' is there twice", d => Landmarks(d)["groups"]![2]!["name"] = "eyes"),
        new("group without indices", "landmarks.groups[1].indices", "is missing", d => Landmarks(d)["groups"]![1]!.AsObject().Remove("indices")),
        new("group index outside", "landmarks.groups[1].indices[0]", "6 is not a landmark index (0 to 5)", d => Landmarks(d)["groups"]![1]!["indices"]![0] = 6),
        new("landmark in two groups", "landmarks.groups[1].indices[0]", "landmark 1 is already in group 'eyes'", d => Landmarks(d)["groups"]![1]!["indices"]![0] = 1),
        new("landmark in no group", "landmarks.groups", "no group has landmark 4, 5", d => Landmarks(d)["groups"]![2]!["indices"] = Json.Array(3)),

        new("head short", "landmarks.head", "has 1 entries for 6 landmarks", d => Landmarks(d)["head"] = Json.Array(Json.Array(0))),
        new("head point of two numbers", "landmarks.head[0]", "is not null or x, y, z", d => Landmarks(d)["head"] = Head(0, 0)),
        new("head flat", "landmarks.head", "tells no pose", d => Landmarks(d)["head"] = Head(0, 0, 0)),
        new("mirror missing", "landmarks.mirror", "is missing", d => Landmarks(d).Remove("mirror")),
        new("mirror short", "landmarks.mirror", "has 5 entries for 6 landmarks", d => Landmarks(d)["mirror"]!.AsArray().RemoveAt(0)),
        new("mirror outside", "landmarks.mirror[2]", "-1 is not a landmark index", d => Landmarks(d)["mirror"]![2] = -1),
        new("mirror no involution", "landmarks.mirror[2]", "is 3, but landmarks.mirror[3] is 4", d => Landmarks(d)["mirror"]![2] = 3),

        new("eye corners missing", "landmarks.eyeCorners", "is missing", d => Landmarks(d).Remove("eyeCorners")),
        new("eye corners three", "landmarks.eyeCorners", "has 3 entries", d => Landmarks(d)["eyeCorners"] = Json.Array(0, 1, 2)),
        new("eye corner outside", "landmarks.eyeCorners[1]", "6 is not a landmark index", d => Landmarks(d)["eyeCorners"]![1] = 6),
        new("eye corners equal", "landmarks.eyeCorners[1]", "0 is there twice", d => Landmarks(d)["eyeCorners"]![1] = 0),

        new("pupils missing", "landmarks.pupils", "is missing", d => Landmarks(d).Remove("pupils")),
        new("pupils one", "landmarks.pupils", "has 1 lists", d => Landmarks(d)["pupils"] = Json.Array(Json.Array(0))),
        new("pupil null", "landmarks.pupils[1]", "is missing", d => Landmarks(d)["pupils"]![1] = null),
        new("pupil empty", "landmarks.pupils[0]", "is empty", d => Landmarks(d)["pupils"]![0] = Json.Array()),
        new("pupil outside", "landmarks.pupils[1][0]", "9 is not a landmark index", d => Landmarks(d)["pupils"]![1]![0] = 9),
        new("pupil twice", "landmarks.pupils[0][1]", "2 is there twice", d => Landmarks(d)["pupils"]![0] = Json.Array(2, 2)),
        new("pupils share", "landmarks.pupils", "both eyes have landmark 0", d => Landmarks(d)["pupils"]![1] = Json.Array(1, 0)),

        new("five points missing one", "landmarks.fivePoints.noseTip", "is missing", d => Five(d).Remove("noseTip")),
        new("five points empty", "landmarks.fivePoints.leftEye", "is empty", d => Five(d)["leftEye"] = Json.Array()),
        new("five points outside", "landmarks.fivePoints.leftMouth[0]", "6 is not a landmark index", d => Five(d)["leftMouth"]![0] = 6),
        new("five points twice", "landmarks.fivePoints.rightEye[1]", "0 is there twice", d => Five(d)["rightEye"] = Json.Array(0, 0)),
        new("five points one-sided", "landmarks.fivePoints.leftMouth", "is not the mirror image of rightMouth", d => Five(d)["leftMouth"]![0] = 5),
        new("nose tip aside", "landmarks.fivePoints.noseTip", "is not the mirror image of noseTip", d => Five(d)["noseTip"]![0] = 3),

        new("frame missing", "frame", "is missing", d => d.Remove("frame")),
        new("box side missing", "frame.boxSide", "is missing", d => d["frame"]!.AsObject().Remove("boxSide")),
        new("box side zero", "frame.boxSide", "0 is not between 1 and", d => d["frame"]!["boxSide"] = 0),
        new("margin missing", "frame.margin", "is missing", d => d["frame"]!.AsObject().Remove("margin")),
        new("margin negative", "frame.margin", "-0.1 is not between 0 and", d => d["frame"]!["margin"] = -0.1),
        new("levels missing", "frame.levels", "is missing", d => d["frame"]!.AsObject().Remove("levels")),
        new("levels many", "frame.levels", "30 is not between 1 and 8", d => d["frame"]!["levels"] = 30),
        new("size missing", "frame.size", "is missing", d => d["frame"]!.AsObject().Remove("size")),
        new("size wrong", "frame.size", "36 does not fit: boxSide 20, margin 0.3 and 3 levels give 32", d => d["frame"]!["size"] = 36),

        new("patch missing", "patch", "is missing", d => d.Remove("patch")),
        new("patch size missing", "patch.size", "is missing", d => d["patch"]!.AsObject().Remove("size")),
        new("patch size zero", "patch.size", "0 is not between 2 and 64", d => d["patch"]!["size"] = 0),
        new("patch indices missing", "patch.indices", "is missing", d => d["patch"]!.AsObject().Remove("indices")),
        new("patch indices empty", "patch.indices", "is empty", d => d["patch"]!["indices"] = Json.Array()),
        new("patch index twice", "patch.indices[2]", "0 is there twice", d => d["patch"]!["indices"]![2] = 0),
        new("patch index outside", "patch.indices[3]", "17 is not a landmark index (0 to 5)", d => d["patch"]!["indices"]![3] = 17),

        new("hidden missing", "hidden", "is missing", d => d.Remove("hidden")),
        new("hidden zero", "hidden", "0 is not between 1 and", d => d["hidden"] = 0),

        new("mean shape missing", "meanShape", "is missing", d => d.Remove("meanShape")),
        new("mean shape short", "meanShape", "has 5 points for 6 landmarks", d => d["meanShape"]!.AsArray().RemoveAt(5)),
        new("mean shape point", "meanShape[1]", "has 3 numbers instead of x and y", d => d["meanShape"]![1] = Json.Array(0.1, 0.2, 0.3)),
        new("mean shape null", "meanShape[4]", "has 0 numbers", d => d["meanShape"]![4] = null),
        new("mean shape far", "meanShape[0]", "(3, 0) is farther than 2 box sides", d => d["meanShape"]![0] = Json.Array(Nowhere[0], Nowhere[1])),
        new("mean shape small", "meanShape", "extends over 0.1 of the box's side", d => d["meanShape"] = Json.Array([.. Enumerable.Range(0, 6).Select(i => Json.Array(i * 0.02, 0.0))])),
        new("mean shape eyes", "meanShape", "has the eye corners 0 and 1 in one place", d => d["meanShape"]![0] = d["meanShape"]![1]!.DeepClone()),

        new("stages missing", "stages", "is missing", d => d.Remove("stages")),
        new("stages empty", "stages", "has 0 entries", d => d["stages"] = Json.Array()),
        new("stage null", "stages[1]", "is missing", d => d["stages"]![1] = null),
        new("level missing", "stages[0].level", "is missing", d => Stage(d, 0).Remove("level")),
        new("level outside", "stages[0].level", "3 is not a level of the pyramid (0 to 2)", d => Stage(d, 0)["level"] = 3),
        new("level negative", "stages[2].level", "-1 is not a level", d => Stage(d, 2)["level"] = -1),
        new("levels upwards", "stages[2].level", "2 is coarser than level 1 of the stage before", d => Stage(d, 2)["level"] = 2),
        new("work missing", "stages[1].multiplyAdds", "is missing", d => Stage(d, 1).Remove("multiplyAdds")),
        new("work zero", "stages[1].multiplyAdds", "0 is not between 1 and", d => Stage(d, 1)["multiplyAdds"] = 0),
        new("file missing from description", "stages[0].file", "is missing", d => Stage(d, 0).Remove("file")),
        new("file missing from folder", "stages[0].file", "'other.onnx' is missing from the package's folder", d => Stage(d, 0)["file"] = "other.onnx"),
        new("file twice", "stages[1].file", "'stage-1.onnx' is already the file of another stage", d => Stage(d, 1)["file"] = "stage-1.onnx"),
        new("file above", "stages[0].file", "'../stage-1.onnx' must be the name of a file in the package's own folder", d => Stage(d, 0)["file"] = "../stage-1.onnx"),
        new("file absolute", "stages[0].file", "'/etc/passwd' must be", d => Stage(d, 0)["file"] = "/etc/passwd"),
        new("file backslash", "stages[0].file", "must be the name of a file", d => Stage(d, 0)["file"] = "..\\stage-1.onnx"),
        new("file is the folder", "stages[0].file", "'..' must be", d => Stage(d, 0)["file"] = ".."),
        new("hash missing", "stages[2].sha256", "is missing", d => Stage(d, 2).Remove("sha256")),
        new("hash malformed", "stages[2].sha256", "'ABC' is not a SHA-256", d => Stage(d, 2)["sha256"] = "ABC"),
        new("hash wrong", "stages[2].sha256", "the file was changed or cut off", d => Stage(d, 2)["sha256"] = new string('0', 64)),

        new("stage patches empty", "stages[1].patches", "is empty", d => Two(d, () => Stage(d, 1)["patches"] = Json.Array())),
        new("stage patch outside", "stages[1].patches[0]", "6 is not a landmark index (0 to 5)", d => Two(d, () => Stage(d, 1)["patches"] = Json.Array(6))),
        new("gain negative", "exit.gainThreshold", "-0.1 is not a gain", d => Two(d, () => Exit(d)["gainThreshold"] = -0.1)),
        new("gain profile unknown", "exit.gainProfiles.quick", "is no profile of exit.profiles", d => Two(d, () => Exit(d)["gainProfiles"] = Json.Object(("quick", 0.01)))),
        new("gain profile negative", "exit.gainProfiles.fast", "-1 is not a gain", d => Two(d, () => Exit(d)["gainProfiles"] = Json.Object(("fast", -1)))),

        new("exit missing", "exit", "is missing", d => d.Remove("exit")),
        new("threshold missing", "exit.threshold", "is missing", d => Exit(d).Remove("threshold")),
        new("threshold zero", "exit.threshold", "0 is not a positive number", d => Exit(d)["threshold"] = 0),
        new("final threshold missing", "exit.finalThreshold", "is missing", d => Exit(d).Remove("finalThreshold")),
        new("final threshold negative", "exit.finalThreshold", "-1 is not a positive number", d => Exit(d)["finalThreshold"] = -1),
        new("thresholds crossed", "exit.finalThreshold", "0.03 is below exit.threshold 0.05", d => Exit(d)["finalThreshold"] = 0.03),
        new("profiles missing", "exit.profiles", "is missing", d => Exit(d).Remove("profiles")),
        new("profile nameless", "exit.profiles", "has a profile without a name", d => Exit(d)["profiles"]![" "] = 0.04),
        new("profile known missing", "exit.profiles.accurate", "is missing", d => Exit(d)["profiles"]!.AsObject().Remove("accurate")),
        new("profile zero", "exit.profiles.accurate", "0 is not a positive number", d => Exit(d)["profiles"]!["accurate"] = 0),
        new("profiles crossed", "exit.profiles.fast", "0.03 is stricter than 'balanced' with 0.05", d => Exit(d)["profiles"]!["fast"] = 0.03),
        new("table missing", "exit.table", "is missing", d => Exit(d).Remove("table")),
        new("table row null", "exit.table[0]", "is missing", d => Exit(d)["table"]![0] = null),
        new("table threshold missing", "exit.table[0].threshold", "is missing", d => Row(d, 0).Remove("threshold")),
        new("table descends", "exit.table[1].threshold", "0.04 is not above 0.04", d => Row(d, 1)["threshold"] = 0.04),
        new("table nme missing", "exit.table[0].nme", "is missing", d => Row(d, 0).Remove("nme")),
        new("table nme negative", "exit.table[0].nme", "-2 is not a percentage", d => Row(d, 0)["nme"] = -2),
        new("table p95 missing", "exit.table[1].p95", "is missing", d => Row(d, 1).Remove("p95")),
        new("table stages missing", "exit.table[1].meanStages", "is missing", d => Row(d, 1).Remove("meanStages")),
        new("table stages many", "exit.table[0].meanStages", "3.5 is not possible: the cascade has 3 stages", d => Row(d, 0)["meanStages"] = 3.5),
        new("table stages grow", "exit.table[1].meanStages", "2.7 is above 2.5", d => Row(d, 1)["meanStages"] = 2.7),
        new("table work missing", "exit.table[0].multiplyAdds", "is missing", d => Row(d, 0).Remove("multiplyAdds")),
        new("table work much", "exit.table[0].multiplyAdds", "900000 is not possible", d => Row(d, 0)["multiplyAdds"] = 900_000),

        new("training missing", "training", "is missing", d => d.Remove("training")),
        new("training data missing", "training.data", "is missing", d => d["training"]!.AsObject().Remove("data")),
        new("training split empty", "training.split", "is empty", d => d["training"]!["split"] = string.Empty),
        new("training commit missing", "training.commit", "is missing", d => d["training"]!.AsObject().Remove("commit")),
        new("training date missing", "training.date", "is missing", d => d["training"]!.AsObject().Remove("date")),
        new("training date odd", "training.date", "'31.1.2026' is not a date", d => d["training"]!["date"] = "31.1.2026"),
        new("metrics missing", "metrics", "is missing", d => d.Remove("metrics")),
        new("metric nameless", "metrics", "has a figure without a name", d => d["metrics"]![string.Empty] = 1),
    ];

    private static void Two(JsonObject document, Action edit)
    {
        document["formatVersion"] = 2;
        edit();
    }

    private static JsonObject Landmarks(JsonObject document) => document["landmarks"]!.AsObject();

    private static JsonObject Five(JsonObject document) => Landmarks(document)["fivePoints"]!.AsObject();

    private static JsonObject Stage(JsonObject document, int index) => document["stages"]![index]!.AsObject();

    private static JsonObject Exit(JsonObject document) => document["exit"]!.AsObject();

    private static JsonObject Row(JsonObject document, int index) => Exit(document)["table"]![index]!.AsObject();
}
