using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MuSiCa.Inference;

namespace MuSiCa.Service.Tests;

public sealed class JsonBodyTests(TestService service) : IClassFixture<TestService>
{
    private const string Address = "/v1/landmarks";
    private const string Boxes = "\"boxes\":[[4,3,16,12]]";

    private static readonly string Png = Convert.ToBase64String(TestImages.Png);

    [Theory]
    [InlineData("")]
    [InlineData("data:image/jpeg;base64,")]
    [InlineData("data:;base64,")]
    public async Task Post_ImageInBase64_IsAnsweredLikeTheImage(string prefix)
    {
        JsonNode answer = await Http.AnswerAsync(await PostAsync($$"""{ "image": "{{prefix}}{{Png}}", {{Boxes}} }"""));

        Assert.Equal("""{"width":32,"height":24}""", answer["image"]!.ToJsonString());
        Assert.Equal(FakeStages.Landmarks(new BoundingBox(4, 3, 16, 12)), Http.Landmarks(Assert.Single(answer["faces"]!.AsArray())!));
    }

    [Fact]
    public async Task Post_Base64AsAnyWriterEscapesIt_IsRead()
    {
        // As .NET, PHP and MIME write it.
        string text = Convert.ToBase64String(TestImages.Jpeg, Base64FormattingOptions.InsertLineBreaks);
        Assert.Contains('+', text);
        string escaped = text.Replace("+", "\\u002B", StringComparison.Ordinal).Replace("/", "\\/", StringComparison.Ordinal)
            .Replace("=", "\\u003d", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

        await Http.AnswerAsync(await PostAsync($$"""{ {{Boxes}}, "image": "{{escaped}}" }"""));
    }

    [Fact]
    public async Task Post_ParametersInJson_AreThoseOfTheQuery()
    {
        JsonNode answer = await Http.AnswerAsync(await PostAsync(
            $$"""{ "timing": true, "maxStages": 1, "maxError": 0.5, "profile": null, "boxes": [[4, 3, 16, 12], [1.5, 2, 8e0, 8]], "image": "{{Png}}" }"""));

        Assert.NotNull(answer["timing"]);
        Assert.All(answer["faces"]!.AsArray(), static face => Assert.Equal(1, (int)face!["stages"]!));
        Assert.Equal("""{"x":1.5,"y":2,"width":8,"height":8}""", answer["faces"]![1]!["box"]!.ToJsonString());
    }

    [Fact]
    public async Task Post_ImageThatSaysItIsJson_IsReadAsAnImage() => await Http.AnswerAsync(
        await (await service.ReadyAsync()).PostAsync(TestService.Address, Http.Body(TestImages.Png, "application/json")));

    [Theory]
    [InlineData("{", "request-malformed", "line 1")]
    [InlineData("{\"image\":", "request-malformed", "line 1")]
    [InlineData("{\"image\":\"AAAA\"} {", "request-malformed", "line 1")]
    [InlineData("{\"image\":\"AAAA\",}", "request-malformed", "line 1")]
    [InlineData("{\"boxes\":[[[[[[[[1]]]]]]]]}", "request-malformed", "line 1")]
    [InlineData("{\"timing\":\"\\ud800\"}", "request-malformed", "line 1")]
    [InlineData("{\"\\udc00\":1}", "request-malformed", "line 1")]
    [InlineData("{}", "file-required", "has no image")]
    [InlineData("{\"image\":null}", "parameter-invalid", "is no text")]
    [InlineData("{\"image\":[\"AAAA\"]}", "parameter-invalid", "is no text")]
    [InlineData("{\"image\":\"AAAA\",\"image\":\"AAAA\"}", "parameter-invalid", "twice")]
    [InlineData("{\"image\":\"https://example.com/a.jpg\"}", "parameter-invalid", "nothing is fetched")]
    [InlineData("{\"image\":\"file:///etc/passwd\"}", "parameter-invalid", "nothing is fetched")]
    [InlineData("{\"image\":\"data:image/png,AAAA\"}", "parameter-invalid", "data URL")]
    [InlineData("{\"image\":\"no Base64!\"}", "parameter-invalid", "is no Base64")]
    [InlineData("{\"image\":\"AAA\"}", "parameter-invalid", "is no Base64")]
    [InlineData("{\"image\":\"\\uZZZZ\"}", "request-malformed", "line 1")]
    [InlineData("{\"image\":\"\\u20AC\"}", "parameter-invalid", "is no Base64")]
    [InlineData("{\"image\":\"\"}", "image-empty", "empty")]
    [InlineData("{\"image\":\"AAAA\"}", "image-unsupported", "JPEG")]
    [InlineData("{\"image\":\"AAAA\",\"imgae\":\"AAAA\"}", "parameter-unknown", "imgae")]
    [InlineData("{\"image\":\"AAAA\",\"model\":\"tiny\"}", "parameter-invalid", "in the query")]
    [InlineData("{\"image\":\"AAAA\",\"timeout\":100}", "parameter-invalid", "in the query")]
    [InlineData("{\"image\":\"AAAA\",\"timing\":{}}", "parameter-invalid", "short text")]
    [InlineData("{\"image\":\"AAAA\",\"boxes\":[[1,2,3]]}", "box-invalid", "3 values")]
    [InlineData("{\"image\":\"AAAA\",\"boxes\":[[1,2,3,4,5,6,7,8,9,10]]}", "box-invalid", "no array of four")]
    [InlineData("{\"image\":\"AAAA\",\"boxes\":[1,2,3,4]}", "box-invalid", "no array of four")]
    [InlineData("{\"image\":\"AAAA\",\"boxes\":[[1,2,3,\"4\"]]}", "box-invalid", "no array of four")]
    [InlineData("{\"image\":\"AAAA\",\"boxes\":[[1,2,0,4]]}", "box-empty", "no area")]
    [InlineData("{\"image\":\"AAAA\",\"boxes\":[[1,2,3,4]],\"box\":\"1,2,3,4\"}", "parameter-invalid", "twice")]
    [InlineData("{\"image\":\"AAAA\",\"boxes\":[[1,2,3,4]],\"minFace\":20}", "parameter-invalid", "leave out minFace")]
    public async Task Post_JsonThatCannotBeUsed_SaysWhy(string json, string type, string says)
    {
        JsonNode problem = await Http.ProblemAsync(await PostAsync(json), type);

        Assert.Contains(says, (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ParameterInQueryAndJson_IsRefused()
    {
        HttpResponseMessage response = await PostAsync($$"""{ "image": "{{Png}}", {{Boxes}} }""", TestService.Address);

        JsonNode problem = await Http.ProblemAsync(response, "parameter-invalid");
        Assert.Equal("box", (string?)problem["parameter"]);
    }

    [Fact]
    public async Task Post_MoreBoxesThanARequestMayHave_IsRefused()
    {
        using TestService small = new TestService().With("Requests:MaxFaces", "3");
        HttpClient client = await small.ReadyAsync();
        string boxes = string.Join(',', Enumerable.Repeat("[1,2,3,4]", 100_000 / 10));

        await Http.ProblemAsync(await client.PostAsync(Address, Json($$"""{ "boxes": [{{boxes}}], "image": "{{Png}}" }""")), "too-many-faces");
    }

    [Fact]
    public async Task Post_ImageOverItsLimit_IsRefusedPackedOrNot()
    {
        using TestService small = new TestService().With("Imaging:MaxEncodedBytes", "1000");
        HttpClient client = await small.ReadyAsync();

        string image = Convert.ToBase64String(new byte[1001]);
        await Http.ProblemAsync(await client.PostAsync(Address, Json($$"""{ "image": "{{image}}", {{Boxes}} }""")), "image-too-many-bytes");
        await Http.ProblemAsync(
            await client.PostAsync(Address, Json($$"""{ "image": "{{new string('A', 100_000)}}", {{Boxes}} }""")), "image-too-many-bytes");
        await Http.AnswerAsync(await client.PostAsync(Address, Json($$"""{ "image": "{{Convert.ToBase64String(TestImages.WebPLossy)}}", {{Boxes}} }""")));
    }

    [Fact]
    public async Task Post_FinderOffAndBoxesInJson_IsAnswered()
    {
        using TestService off = new TestService().With("Finding:Enabled", "false");
        HttpClient client = await off.ReadyAsync();

        await Http.AnswerAsync(await client.PostAsync(Address, Json($$"""{ "image": "{{Png}}", {{Boxes}} }""")));
        await Http.ProblemAsync(await client.PostAsync(Address, Json($$"""{ "image": "{{Png}}" }""")), "box-required");
    }

    [Fact]
    public async Task Post_JsonCutOffAnywhere_IsAProblem()
    {
        string json = $$"""{ "timing": true, {{Boxes}}, "image": "data:image/png;base64,{{Png}}" }""";
        for (int length = 1; length < json.Length; length += length < 60 ? 1 : 37)
        {
            HttpResponseMessage response = await PostAsync(json[..length]);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            await Http.ProblemAsync(response, "request-malformed");
        }
    }

    private static ByteArrayContent Json(string json) => Http.Body(Encoding.UTF8.GetBytes(json), "application/json; charset=utf-8");

    private async Task<HttpResponseMessage> PostAsync(string json, string address = Address) =>
        await (await service.ReadyAsync()).PostAsync(address, Json(json));
}
