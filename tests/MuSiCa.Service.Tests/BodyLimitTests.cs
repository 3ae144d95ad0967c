using System.Net;
using System.Text.Json.Nodes;

namespace MuSiCa.Service.Tests;

/// <summary>On Kestrel itself, since how a body ends is the server's business.</summary>
public sealed class BodyLimitTests : IDisposable
{
    private const int Limit = 20_000;
    private const int ImageLimit = 12_000;

    private readonly TestService _service = new TestService()
        .With("Requests:MaxBytes", $"{Limit}")
        .With("Requests:MaxFiles", "3")
        .With("Imaging:MaxEncodedBytes", $"{ImageLimit}")
        .OnKestrel();

    [Theory]
    [InlineData(Limit + 1, false)]
    [InlineData(Limit + 1, true)]
    [InlineData(100 * Limit, false)]
    [InlineData(100 * Limit, true)]
    public async Task Post_BodyOverTheLimit_IsRefusedDeclaredOrChunked(int bytes, bool chunked)
    {
        _service.With("Imaging:MaxEncodedBytes", $"{10 * Limit}");
        HttpClient client = await _service.ReadyAsync();

        HttpResponseMessage response = await client.SendAsync(Request(new byte[bytes], chunked));

        JsonNode problem = await Http.ProblemAsync(response, "body-too-large");
        Assert.Contains("20,000 bytes", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_ImageOverItsLimit_IsRefusedDeclaredOrChunked(bool chunked)
    {
        HttpClient client = await _service.ReadyAsync();

        HttpResponseMessage response = await client.SendAsync(Request(new byte[ImageLimit + 1], chunked));

        JsonNode problem = await Http.ProblemAsync(response, "image-too-many-bytes");
        Assert.Contains("12,000 bytes", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_ImageOfExactlyItsLimit_IsRead(bool chunked)
    {
        HttpClient client = await _service.ReadyAsync();
        byte[] image = [.. TestImages.Png, .. new byte[ImageLimit - TestImages.Png.Length]];

        await Http.AnswerAsync(await client.SendAsync(Request(image, chunked)));
    }

    // Kestrel has a limit of its own, 30,000,000 bytes, which must not stand in the way of the settings.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_BodyOverTheServersOwnLimit_IsReadWhereTheSettingsAllowIt(bool chunked)
    {
        const int Large = 30_100_000;
        _service.With("Requests:MaxBytes", $"{Large}").With("Imaging:MaxEncodedBytes", $"{Large}");
        HttpClient client = await _service.ReadyAsync();
        byte[] image = [.. TestImages.Png, .. new byte[Large - TestImages.Png.Length]];

        await Http.AnswerAsync(await client.SendAsync(Request(image, chunked)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_FormOverTheLimit_IsRefusedAsAWhole(bool chunked)
    {
        HttpClient client = await _service.ReadyAsync();
        byte[] half = [.. TestImages.Png, .. new byte[(Limit / 2) - TestImages.Png.Length]];
        var request = new HttpRequestMessage(HttpMethod.Post, TestService.Address) { Content = Http.Form(half, half) };
        request.Headers.TransferEncodingChunked = chunked;

        HttpResponseMessage response = await client.SendAsync(request);

        await Http.ProblemAsync(response, "body-too-large");
    }

    [Fact]
    public async Task Post_FormWithOneFileOverTheLimitOfImages_RefusesThatFileAlone()
    {
        HttpClient client = await _service.ReadyAsync();

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(
            TestService.Address, Http.Form(TestImages.Png, new byte[ImageLimit + 1], TestImages.Jpeg)));

        Assert.NotNull(answer["images"]![0]!["faces"]);
        Assert.Equal("urn:musica:problem:image-too-many-bytes", (string?)answer["images"]![1]!["type"]);
        Assert.NotNull(answer["images"]![2]!["faces"]);
    }

    [Fact]
    public async Task Post_FormWithMoreFilesThanAllowed_IsRefused()
    {
        HttpClient client = await _service.ReadyAsync();

        HttpResponseMessage response = await client.PostAsync(
            TestService.Address, Http.Form(TestImages.Png, TestImages.Png, TestImages.Png, TestImages.Png));

        JsonNode problem = await Http.ProblemAsync(response, "too-many-files");
        Assert.Contains("more than the 3 files", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_AfterARefusal_TheConnectionOrANewOneServes()
    {
        HttpClient client = await _service.ReadyAsync();
        await client.SendAsync(Request(new byte[Limit + 1], chunked: true));

        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));
    }

    public void Dispose() => _service.Dispose();

    private static HttpRequestMessage Request(byte[] body, bool chunked)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, TestService.Address) { Content = Http.Body(body) };
        request.Headers.TransferEncodingChunked = chunked;
        return request;
    }
}
