using System.Net;
using System.Text.Json.Nodes;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Tests;

public sealed class OpenApiTests(TestService service) : IClassFixture<TestService>
{
    private const string Document = "/swagger/v1/swagger.json";

    [Fact]
    public async Task Document_Paths_AreTheContract()
    {
        JsonNode document = await DocumentAsync();

        Assert.Equal(
            ["/health/live", "/health/ready", "/v1/landmarks", "/v1/models"],
            document["paths"]!.AsObject().Select(path => path.Key).Order());
        Assert.All(
            document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()),
            operation => Assert.NotNull(operation.Value!["summary"]));
    }

    [Fact]
    public async Task Document_Landmarks_DescribesTheQuery()
    {
        JsonArray parameters = (await PostAsync())["parameters"]!.AsArray();

        Assert.Equal(
            ["box", "minFace", "maxFaces", "detect", "profile", "maxError", "maxStages", "timeout", "priority", "timing", "envelope", "pose", "spread", "model",
                "numbers", "groups", "boxes", "crop", "cropFormat"],
            parameters.Select(parameter => (string)parameter!["name"]!));
        Assert.All(parameters, parameter => Assert.Equal("query", (string?)parameter!["in"]));
        Assert.DoesNotContain(parameters, parameter => (bool?)parameter!["required"] == true);
        Assert.Equal("array", (string?)parameters[0]!["schema"]!["type"]);
        Assert.Equal((1, 30_000), ((int)parameters[7]!["schema"]!["minimum"]!, (int)parameters[7]!["schema"]!["maximum"]!));
        Assert.Equal(["interactive", "bulk"], parameters[8]!["schema"]!["enum"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(FakeStages.Package.Exit.Profiles.Keys, parameters[4]!["schema"]!["enum"]!.AsArray().Select(name => (string)name!));
    }

    [Fact]
    public async Task Document_Landmarks_DescribesTheBodyAsBytesAndAsAForm()
    {
        JsonObject content = (await PostAsync())["requestBody"]!["content"]!.AsObject();

        Assert.Equal(
            ["application/json", "application/octet-stream", "image/bmp", "image/gif", "image/jpeg", "image/png", "image/tiff", "image/webp", "multipart/form-data"],
            content.Select(type => type.Key).Order());
        Assert.All(
            content.Where(type => type.Key is not ("multipart/form-data" or "application/json")),
            type => Assert.Equal("binary", (string?)type.Value!["schema"]!["format"]));
        Assert.Equal(["image", "boxes"], content["application/json"]!["schema"]!["properties"]!.AsObject().Select(field => field.Key));
        Assert.Equal("binary", (string?)content["multipart/form-data"]!["schema"]!["properties"]!["image"]!["items"]!["format"]);
    }

    [Fact]
    public async Task Document_Landmarks_GivesExamplesOfBothAnswers()
    {
        JsonNode answer = (await PostAsync())["responses"]!["200"]!["content"]!["application/json"]!;

        Assert.Equal(3, answer["schema"]!["oneOf"]!.AsArray().Count);
        Assert.NotNull(answer["examples"]!["image"]!["value"]!["faces"]);
        Assert.NotNull(answer["examples"]!["timed"]!["value"]!["timing"]);
        Assert.NotNull(answer["examples"]!["found"]!["value"]!["finder"]);
        Assert.NotNull(answer["examples"]!["found"]!["value"]!["faces"]![0]!["score"]);
        Assert.NotNull(answer["examples"]!["boxes"]!["value"]!["leastFace"]);
        JsonNode refused = answer["examples"]!["images"]!["value"]!["images"]![1]!;
        Http.AssertInTable(refused);
    }

    [Fact]
    public async Task Document_EveryProblem_IsDescribedWhereItHappensAndInTheTable()
    {
        JsonNode document = await DocumentAsync();
        JsonObject responses = (await PostAsync())["responses"]!.AsObject();
        string table = (string)document["info"]!["description"]!;

        ProblemType[] types = [.. ProblemTypes.All.Where(static type => !type.IsStreamOnly)];
        Assert.Equal([ProblemTypes.OriginForbidden, ProblemTypes.StreamsFull], ProblemTypes.All.Except(types));
        Assert.DoesNotContain(ProblemTypes.StreamsFull.Name, document.ToJsonString(), StringComparison.Ordinal);
        Assert.All(types, type => Assert.Contains($"`{type.Uri}`|{type.Status}|", table, StringComparison.Ordinal));
        Assert.All(
            types.Except([ProblemTypes.RouteUnknown, ProblemTypes.MethodNotAllowed]),
            type => Assert.Equal(
                type.Uri,
                (string?)responses[$"{type.Status}"]!["content"]!["application/problem+json"]!["examples"]![type.Name]!["value"]!["type"]));
    }

    [Fact]
    public async Task Document_Schemas_AreWhatIsWritten()
    {
        JsonObject schemas = (await DocumentAsync())["components"]!["schemas"]!.AsObject();

        JsonNode landmark = schemas["LandmarkAnswer"]!;
        Assert.Equal(("array", 2, 2), ((string?)landmark["type"], (int)landmark["minItems"]!, (int)landmark["maxItems"]!));
        Assert.Equal(3, schemas["ImageResult"]!["oneOf"]!.AsArray().Count);
        Assert.Equal(
            ["confident", "exhausted", "budget", "deadline"],
            schemas["ExitReason"]!["enum"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(
            ["box", "exit", "landmarks", "predictedError", "stages", "status"],
            schemas["FaceAnswer"]!["required"]!.AsArray().Select(name => (string)name!).Order());
        Assert.Equal(
            ["faces", "image", "model"], schemas["AlignmentAnswer"]!["required"]!.AsArray().Select(name => (string)name!).Order());
        Assert.Equal("byte", (string?)schemas["FaceCropAnswer"]!["properties"]!["data"]!["format"]);
        Assert.Equal(["wait", "gather", "execute"], schemas["FaceTimingAnswer"]!["properties"]!.AsObject().Select(time => time.Key));
        Assert.Equal(
            ["receive", "wait", "decode", "frame", "find"], schemas["ImageTimingAnswer"]!["properties"]!.AsObject().Select(time => time.Key));
        Assert.Equal(
            ["detail", "status", "title", "type"],
            schemas["ProblemAnswer"]!["required"]!.AsArray().Select(name => (string)name!).Order());
    }

    [Theory]
    [InlineData("/swagger", HttpStatusCode.MovedPermanently, "swagger/index.html")]
    public async Task Get_Swagger_LeadsToThePage(string path, HttpStatusCode status, string location)
    {
        HttpResponseMessage response = await (await service.ReadyAsync()).GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.EndsWith(location, response.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Page_IsServed()
    {
        string page = await (await service.ReadyAsync()).GetStringAsync("/swagger/index.html");

        Assert.Contains("<title>MuSiCa.Service</title>", page, StringComparison.Ordinal);
    }

    private async Task<JsonNode> DocumentAsync() =>
        await Http.JsonAsync(await (await service.ReadyAsync()).GetAsync(Document));

    private async Task<JsonNode> PostAsync() => (await DocumentAsync())["paths"]!["/v1/landmarks"]!["post"]!;
}
