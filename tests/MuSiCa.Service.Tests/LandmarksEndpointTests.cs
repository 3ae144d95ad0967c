using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MuSiCa.Inference;

namespace MuSiCa.Service.Tests;

public sealed class LandmarksEndpointTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("png", "image/png")]
    [InlineData("png", "image/jpeg")]
    [InlineData("jpeg", "image/jpeg")]
    [InlineData("webp-lossy", "image/webp")]
    [InlineData("webp-lossless", "application/octet-stream")]
    [InlineData("gif", "image/gif")]
    [InlineData("bmp", "image/bmp")]
    [InlineData("tiff", "image/tiff")]
    [InlineData("jpeg", "application/x-www-form-urlencoded")]
    [InlineData("png", "multipart/mixed; boundary=x")]
    [InlineData("jpeg", null)]
    public async Task Post_ImageAsBody_IsReadByItsBytesWhateverTheHeaderSays(string image, string? contentType)
    {
        HttpClient client = await service.ReadyAsync();

        JsonNode answer = await Http.AnswerAsync(
            await client.PostAsync(TestService.Address, Http.Body(TestImages.Valid[image], contentType)));

        Assert.Equal("""{"name":"tiny","version":"1"}""", answer["model"]!.ToJsonString());
        Assert.Equal("""{"width":32,"height":24}""", answer["image"]!.ToJsonString());
        JsonNode face = Assert.Single(answer["faces"]!.AsArray())!;
        Assert.Equal("""{"x":4,"y":3,"width":16,"height":12}""", face["box"]!.ToJsonString());
        Assert.Equal(FakeStages.Landmarks(new BoundingBox(4, 3, 16, 12)), Http.Landmarks(face));
        Assert.Equal((3, "exhausted", 0.2), ((int)face["stages"]!, (string?)face["exit"], (double)face["predictedError"]!));
    }

    [Fact]
    public async Task Post_PhotoTakenSideways_IsAnsweredInUprightPixels()
    {
        HttpClient client = await service.ReadyAsync();

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(
            "/v1/landmarks?box=2,20,20,20", Http.Body(TestImages.Sideways)));

        Assert.Equal("""{"width":24,"height":32}""", answer["image"]!.ToJsonString());
        Assert.Equal(FakeStages.Landmarks(new BoundingBox(2, 20, 20, 20)), Http.Landmarks(answer["faces"]![0]!));
    }

    [Fact]
    public async Task Post_SeveralBoxes_AnswersThemInOrder()
    {
        HttpClient client = await service.ReadyAsync();
        BoundingBox[] boxes = [new(4, 3, 16, 12), new(10.5f, 2.25f, 8, 8), new(0, 0, 32, 24)];
        string query = string.Join('&', boxes.Select(Query));

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync($"/v1/landmarks?{query}", Http.Body(TestImages.Png)));

        Assert.Equal(boxes.Select(FakeStages.Landmarks), answer["faces"]!.AsArray().Select(face => Http.Landmarks(face!)));
    }

    [Theory]
    [InlineData(-10, -5, 20, 20)]
    [InlineData(31.5f, 0, 10, 10)]
    [InlineData(0, 23.9f, 10, 10)]
    [InlineData(-50, -50, 150, 150)]
    [InlineData(-3e-3f, 1e1f, 2e1f, 5.5f)]
    public async Task Post_BoxPartlyOutside_IsAnswered(float x, float y, float width, float height)
    {
        HttpClient client = await service.ReadyAsync();
        var box = new BoundingBox(x, y, width, height);

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync($"/v1/landmarks?{Query(box)}", Http.Body(TestImages.Jpeg)));

        // The frame is computed in single precision.
        Assert.All(
            FakeStages.Landmarks(box).Zip(Http.Landmarks(answer["faces"]![0]!)),
            pair => Assert.Equal(pair.First, pair.Second, tolerance: 0.011));
    }

    [Fact]
    public async Task Post_Answer_IsThatOfTheCommandLine()
    {
        HttpClient client = await service.ReadyAsync();

        string json = await (await client.PostAsync(TestService.Address, Http.Body(TestImages.Png))).Content.ReadAsStringAsync();

        AlignmentAnswer answer = JsonSerializer.Deserialize(json, AnswerJsonContext.Default.AlignmentAnswer)!;
        Assert.Equal(JsonSerializer.Serialize(answer, AnswerJsonContext.Default.AlignmentAnswer), json);
    }

    [Fact]
    public async Task Post_FormWithOneFile_AnswersAsTheImageAlone()
    {
        HttpClient client = await service.ReadyAsync();

        string alone = await (await client.PostAsync(TestService.Address, Http.Body(TestImages.Png))).Content.ReadAsStringAsync();
        JsonNode form = await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Form(TestImages.Png)));

        Assert.Equal(JsonNode.Parse(alone)!.ToJsonString(), form.ToJsonString());
    }

    [Fact]
    public async Task Post_FormWithSeveralFiles_AnswersOrSaysTheProblemOfEachInOrder()
    {
        HttpClient client = await service.ReadyAsync();

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(
            "/v1/landmarks?box=20,10,16,12",
            Http.Form(
                TestImages.Png,
                TestImages.Jpeg[..100],
                [],
                TestImages.Paint(16, 12).EncodePng(),
                TestImages.Text,
                TestImages.WebPLossy)));

        JsonArray images = answer["images"]!.AsArray();
        Assert.Equal(6, images.Count);
        Assert.NotNull(images[0]!["faces"]);
        AssertProblem(images[1]!, "image-truncated");
        AssertProblem(images[2]!, "image-empty");
        AssertProblem(images[3]!, "box-outside");
        AssertProblem(images[4]!, "image-unsupported");
        Assert.NotNull(images[5]!["faces"]);
    }

    [Fact]
    public async Task Post_FormWithOneBadFile_AnswersAsTheImageAlone()
    {
        HttpClient client = await service.ReadyAsync();

        HttpResponseMessage response = await client.PostAsync(TestService.Address, Http.Form(TestImages.Text));

        await Http.ProblemAsync(response, "image-unsupported");
    }

    [Theory]
    [InlineData("", 3, "exhausted")]
    [InlineData("&maxStages=1", 1, "budget")]
    [InlineData("&maxStages=9", 3, "exhausted")]
    [InlineData("&maxError=0.3", 1, "confident")]
    [InlineData("&maxError=0.3&profile=accurate", 1, "confident")]
    [InlineData("&profile=accurate", 3, "exhausted")]
    [InlineData("&model=tiny", 3, "exhausted")]
    public async Task Post_Limits_DecideWhenTheFaceLeaves(string query, int stages, string exit)
    {
        HttpClient client = await service.ReadyAsync();

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(TestService.Address + query, Http.Body(TestImages.Png)));

        JsonNode face = answer["faces"]![0]!;
        Assert.Equal((stages, exit), ((int)face["stages"]!, (string?)face["exit"]));
    }

    private static void AssertProblem(JsonNode image, string type)
    {
        Http.AssertInTable(image);
        Assert.Equal($"urn:musica:problem:{type}", (string?)image["type"]);
    }

    private static string Query(BoundingBox box) =>
        string.Create(CultureInfo.InvariantCulture, $"box={box.X},{box.Y},{box.Width},{box.Height}");
}
