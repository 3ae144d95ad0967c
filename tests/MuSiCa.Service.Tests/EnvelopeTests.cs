using System.Text.Json.Nodes;

namespace MuSiCa.Service.Tests;

public sealed class EnvelopeTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Post_SeveralFiles_AnswersCarryTheirNames()
    {
        JsonNode answer = await PostAsync("&box=4,3,16,12", Http.Form(TestImages.Png, TestImages.Text, TestImages.Jpeg));

        JsonArray images = answer["images"]!.AsArray();
        Assert.Equal(["image0.jpg", "image1.jpg", "image2.jpg"], images.Select(static image => (string?)image!["file"]));
        Assert.NotNull(images[0]!["faces"]);
        Assert.Equal("urn:musica:problem:image-unsupported", (string?)images[1]!["type"]);
    }

    [Fact]
    public async Task Post_FileWithALongOrForeignName_IsNamedAsFarAsThatGoes()
    {
        var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(TestImages.Png), "a", "größe 1.png" },
            { new ByteArrayContent(TestImages.Png), "b", new string('x', 1000) },
        };

        JsonArray images = (await PostAsync("&box=4,3,16,12", form))["images"]!.AsArray();

        Assert.Contains("größe", (string?)images[0]!["file"], StringComparison.Ordinal);
        Assert.Equal(255, ((string)images[1]!["file"]!).Length);
    }

    [Fact]
    public async Task Post_OneImageInTheEnvelope_IsTheOnlyEntryAndOtherwiseTheSame()
    {
        JsonNode alone = await PostAsync("&box=4,3,16,12", Http.Body(TestImages.Png));
        JsonNode wrapped = await PostAsync("&box=4,3,16,12&envelope=true", Http.Body(TestImages.Png));
        JsonNode named = await PostAsync("&box=4,3,16,12&envelope=true", Http.Form(TestImages.Png));

        Assert.True(JsonNode.DeepEquals(alone, Assert.Single(wrapped["images"]!.AsArray())));
        JsonObject entry = Assert.Single(named["images"]!.AsArray())!.AsObject();
        Assert.Equal(("file", "image0.jpg"), (entry.First().Key, (string?)entry.First().Value));
        entry.Remove("file");
        Assert.True(JsonNode.DeepEquals(alone, entry));
    }

    [Fact]
    public async Task Post_BoxesAloneInTheEnvelope_AreTheOnlyEntry()
    {
        JsonNode wrapped = await PostAsync("&detect=only&envelope=true", Http.Form(TestImages.Png));

        Assert.NotNull(Assert.Single(wrapped["images"]!.AsArray())!["leastFace"]);
    }

    [Fact]
    public async Task Post_RequestThatFailsInTheEnvelope_IsAProblemWithItsStatus() => await Http.ProblemAsync(
        await (await service.ReadyAsync()).PostAsync("/v1/landmarks?envelope=true", Http.Body(TestImages.Text)), "image-unsupported");

    private async Task<JsonNode> PostAsync(string query, HttpContent content) =>
        await Http.AnswerAsync(await (await service.ReadyAsync()).PostAsync($"/v1/landmarks?{query.TrimStart('&')}", content));
}
