using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MuSiCa.Inference;
using MuSiCa.Service.Tests.Security;

namespace MuSiCa.Service.Tests.OpenInference;

/// <summary>The Open Inference Protocol over HTTP, in the shapes of its specification.</summary>
public sealed class InferenceTests(TestService service) : IClassFixture<TestService>
{
    private const string Address = "/v2/models/tiny/infer";

    private static readonly string Image =
        $$"""{ "name": "image", "shape": [1], "datatype": "BYTES", "data": ["{{Convert.ToBase64String(TestImages.Png)}}"] }""";

    private const string Box = """{ "name": "boxes", "shape": [1, 4], "datatype": "FP32", "data": [4, 3, 16, 12] }""";

    [Theory]
    [InlineData("/v2/health/live", """{"live":true}""")]
    [InlineData("/v2/health/ready", """{"ready":true}""")]
    [InlineData("/v2/models/tiny/ready", """{"name":"tiny","ready":true}""")]
    [InlineData("/v2/models/tiny/versions/1/ready", """{"name":"tiny","ready":true}""")]
    public async Task Get_Readiness_IsAsSpecified(string address, string expected) =>
        Assert.Equal(expected, await (await service.ReadyAsync()).GetStringAsync(address));

    [Fact]
    public async Task Get_Server_IsDescribed()
    {
        JsonNode server = JsonNode.Parse(await (await service.ReadyAsync()).GetStringAsync("/v2"))!;

        Assert.Equal("musica", (string?)server["name"]);
        Assert.NotEmpty((string)server["version"]!);
        Assert.Equal("""["binary_tensor_data"]""", server["extensions"]!.ToJsonString());
    }

    [Theory]
    [InlineData("/v2/models/tiny")]
    [InlineData("/v2/models/tiny/versions/1")]
    public async Task Get_Model_SaysWhatItTakesAndGives(string address)
    {
        JsonNode model = JsonNode.Parse(await (await service.ReadyAsync()).GetStringAsync(address))!;

        Assert.Equal(("tiny", """["1"]""", "musica_cascade"), ((string?)model["name"], model["versions"]!.ToJsonString(), (string?)model["platform"]));
        Assert.Equal(
            ["image BYTES [1]", "boxes FP32 [-1,4]"],
            model["inputs"]!.AsArray().Select(Line));
        Assert.Equal(
            [$"landmarks FP32 [-1,{FakeStages.Package.Landmarks.Count},2]", "predicted_error FP32 [-1]", "boxes FP32 [-1,4]", "accepted BOOL [-1]", "exit_stage INT32 [-1]"],
            model["outputs"]!.AsArray().Select(Line));
    }

    [Fact]
    public async Task Infer_ImageAndBoxes_AnswersTensors()
    {
        JsonNode answer = await AnswerAsync($$"""{ "id": "42", "inputs": [{{Image}}, {{Box}}] }""");

        Assert.Equal(("tiny", "1", "42"), ((string?)answer["model_name"], (string?)answer["model_version"], (string?)answer["id"]));
        Assert.Equal(
            [$"landmarks FP32 [1,{FakeStages.Package.Landmarks.Count},2]", "predicted_error FP32 [1]", "boxes FP32 [1,4]", "accepted BOOL [1]", "exit_stage INT32 [1]"],
            answer["outputs"]!.AsArray().Select(Line));
        Assert.Equal(
            FakeStages.Landmarks(new BoundingBox(4, 3, 16, 12)), Data<double>(answer, "landmarks"), static (one, other) => Math.Abs(one - other) < 0.01);
        Assert.Equal([4, 3, 16, 12], Data<float>(answer, "boxes"));
        Assert.Equal([3], Data<int>(answer, "exit_stage"));
        Assert.Equal(0.2f, Assert.Single(Data<float>(answer, "predicted_error")));
        Assert.Single(Data<bool>(answer, "accepted"));
    }

    [Fact]
    public async Task Infer_OutputsParametersAndOtherFields_AreAsAsked()
    {
        JsonNode answer = await AnswerAsync(
            $$"""
            { "parameters": { "maxStages": 1, "maxError": 0.5, "binary_data_output": true, "sequence_id": 7 }, "priority_of_another_server": {},
              "inputs": [{ "datatype": "FP32", "data": [[4, 3, 16, 12], [1, 2, 9, 9]], "shape": [2, 4], "name": "boxes" }, {{Image}}],
              "outputs": [{ "name": "exit_stage", "parameters": { "binary_data": false } }] }
            """);

        Assert.Null(answer["id"]);
        Assert.Equal("exit_stage INT32 [2]", Line(Assert.Single(answer["outputs"]!.AsArray())));
        Assert.Equal([1, 1], Data<int>(answer, "exit_stage"));
    }

    [Fact]
    public async Task Infer_NoBoxes_AnswersTheFacesThatAreFound()
    {
        JsonNode answer = await AnswerAsync($$"""{ "inputs": [{{Image}}] }""");

        int faces = Data<int>(answer, "exit_stage").Length;
        Assert.Equal($"landmarks FP32 [{faces},{FakeStages.Package.Landmarks.Count},2]", Line(answer["outputs"]![0]));
    }

    [Fact]
    public async Task Infer_TensorsAsBytes_AreReadBehindTheJson()
    {
        byte[] image = [.. Bytes(TestImages.Png.Length), .. TestImages.Png];
        byte[] boxes = [.. new[] { 4f, 3f, 16f, 12f }.SelectMany(BitConverter.GetBytes)];
        string json =
            $$"""
            { "inputs": [
              { "name": "boxes", "shape": [1, 4], "datatype": "FP32", "parameters": { "binary_data_size": {{boxes.Length}} } },
              { "name": "image", "shape": [1], "datatype": "BYTES", "parameters": { "binary_data_size": {{image.Length}} } } ] }
            """;

        HttpResponseMessage response = await PostAsync([.. Encoding.UTF8.GetBytes(json), .. boxes, .. image], Encoding.UTF8.GetByteCount(json));

        JsonNode answer = await Http.AnswerAsync(response);
        Assert.Equal([4, 3, 16, 12], Data<float>(answer, "boxes"));
    }

    [Theory]
    [InlineData("{", 400, "no JSON")]
    [InlineData("{\"id\":\"\\ud800\"}", 400, "no JSON")]
    [InlineData("[]", 422, "must be an object")]
    [InlineData("{}", 422, "no image")]
    [InlineData("""{ "inputs": 1 }""", 422, "must be an array")]
    [InlineData("""{ "inputs": [{ "name": "other", "shape": [1], "datatype": "BYTES", "data": ["AAAA"] }] }""", 422, "other")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [1], "datatype": "FP32", "data": [1] }] }""", 422, "BYTES")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [2], "datatype": "BYTES", "data": ["AAAA", "AAAA"] }] }""", 422, "one element")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [1], "datatype": "BYTES", "data": ["http://a/b.jpg"] }] }""", 422, "nothing is fetched")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [1], "datatype": "BYTES", "data": ["AAAA"] }] }""", 415, "JPEG")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [1], "datatype": "BYTES", "parameters": { "binary_data_size": 9 } }] }""", 400, "9 bytes")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [1], "datatype": "BYTES", "parameters": { "binary_data_size": -9 } }] }""", 422, "number of bytes")]
    [InlineData("""{ "parameters": { "maxErorr": 1 }, "inputs": [{ "name": "image", "shape": [1], "datatype": "BYTES", "data": ["AAAA"] }] }""", 422, "maxErorr")]
    [InlineData("""{ "parameters": { "crop": 112 }, "inputs": [{ "name": "image", "shape": [1], "datatype": "BYTES", "data": ["AAAA"] }] }""", 422, "crop")]
    [InlineData("""{ "outputs": [{ "name": "pose" }], "inputs": [{ "name": "image", "shape": [1], "datatype": "BYTES", "data": ["AAAA"] }] }""", 422, "pose")]
    [InlineData("""{ "inputs": [{ "name": "boxes", "shape": [3], "datatype": "FP32", "data": [1, 2, 3] }] }""", 422, "four numbers")]
    public async Task Infer_RequestThatCannotBeUsed_IsAnErrorOfTheProtocol(string json, int status, string says)
    {
        HttpResponseMessage response = await PostAsync(Encoding.UTF8.GetBytes(json));

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Contains(says, await ErrorAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v2/models/other", HttpStatusCode.NotFound)]
    [InlineData("/v2/models/tiny/versions/7/ready", HttpStatusCode.NotFound)]
    [InlineData("/v2/nothing", HttpStatusCode.NotFound)]
    [InlineData("/v2/models/tiny/infer", HttpStatusCode.MethodNotAllowed)]
    public async Task Get_WhatIsNotThere_IsAnErrorOfTheProtocol(string address, HttpStatusCode status)
    {
        HttpResponseMessage response = await (await service.ReadyAsync()).GetAsync(address);

        Assert.Equal(status, response.StatusCode);
        Assert.NotEmpty(await ErrorAsync(response));
    }

    [Fact]
    public async Task Infer_BinaryImageCutOffAnywhere_IsAnErrorOrTheAnswer()
    {
        byte[] image = [.. Bytes(TestImages.Png.Length), .. TestImages.Png];
        string json = $$"""{ "inputs": [{{Box}}, { "name": "image", "shape": [1], "datatype": "BYTES", "parameters": { "binary_data_size": {{image.Length}} } }] }""";
        byte[] whole = [.. Encoding.UTF8.GetBytes(json), .. image];
        for (int length = 0; length < whole.Length; length += 11)
        {
            HttpResponseMessage response = await PostAsync(whole[..length], json.Length);
            Assert.InRange((int)response.StatusCode, 400, 499);
            await ErrorAsync(response);
        }
    }

    [Fact]
    public async Task Requests_WithoutTheKey_AreRefusedButForHealth()
    {
        using TestService locked = new TestService().With("Security:Keys:web", TestKeys.Hash("a key of somebody"));
        HttpClient client = await locked.ReadyAsync();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v2/health/ready")).StatusCode);
        HttpResponseMessage refused = await client.GetAsync("/v2/models/tiny");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("key", await ErrorAsync(refused), StringComparison.Ordinal);
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        return bytes;
    }

    private static string Line(JsonNode? tensor) => $"{tensor!["name"]} {tensor["datatype"]} {tensor["shape"]!.ToJsonString()}";

    private static T[] Data<T>(JsonNode answer, string name) =>
        answer["outputs"]!.AsArray().Single(output => (string?)output!["name"] == name)!["data"].Deserialize<T[]>()!;

    private static async Task<string> ErrorAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        JsonObject error = (await Http.JsonAsync(response)).AsObject();
        return (string)Assert.Single(error, static field => field.Key == "error").Value!;
    }

    private async Task<JsonNode> AnswerAsync(string json) => await Http.AnswerAsync(await PostAsync(Encoding.UTF8.GetBytes(json)));

    private async Task<HttpResponseMessage> PostAsync(byte[] body, int? header = null)
    {
        ByteArrayContent content = Http.Body(body, "application/json");
        if (header is { } length)
        {
            content.Headers.Add("Inference-Header-Content-Length", length.ToString(CultureInfo.InvariantCulture));
        }

        return await (await service.ReadyAsync()).PostAsync(Address, content);
    }
}
