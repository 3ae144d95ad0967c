using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MuSiCa.Service.Uploads;

namespace MuSiCa.Service.Tests;

/// <summary>Bodies with a Content-Encoding.</summary>
public sealed class EncodedBodyTests : IDisposable
{
    private const int Limit = 4_000_000;

    private readonly TestService _service = new TestService()
        .With("Requests:MaxBytes", $"{Limit}")
        .With("Imaging:MaxEncodedBytes", $"{Limit}")
        .OnKestrel();

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("identity")]
    public async Task Post_EncodedImage_IsAnswered(string encoding)
    {
        HttpClient client = await _service.ReadyAsync();
        JsonNode plain = await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));

        JsonNode answer = await Http.AnswerAsync(await PostAsync(client, Encode(TestImages.Png, encoding), encoding));

        Assert.Equal(plain.ToJsonString(), answer.ToJsonString());
    }

    [Fact]
    public async Task Post_EncodedForm_IsAnswered()
    {
        HttpClient client = await _service.ReadyAsync();
        using MultipartFormDataContent form = Http.Form(TestImages.Png, TestImages.Jpeg);

        var body = new ByteArrayContent(Encode(await form.ReadAsByteArrayAsync(), "gzip"));
        body.Headers.ContentType = form.Headers.ContentType;
        body.Headers.ContentEncoding.Add("gzip");
        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(TestService.Address, body));

        Assert.All(answer["images"]!.AsArray(), static image => Assert.NotNull(image!["faces"]));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("gzip, gzip")]
    [InlineData("nothing")]
    public async Task Post_EncodingThatIsNotUndone_IsRefusedByName(string encoding)
    {
        HttpClient client = await _service.ReadyAsync();

        HttpResponseMessage response = await PostAsync(client, TestImages.Png, encoding);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        JsonNode problem = await Http.ProblemAsync(response, "encoding-unsupported");
        Assert.Contains(encoding, (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal("gzip, deflate", Assert.Single(response.Headers.GetValues("Accept-Encoding")));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Post_NotWhatItsEncodingSays_IsMalformed(string encoding)
    {
        HttpClient client = await _service.ReadyAsync();

        await Http.ProblemAsync(await PostAsync(client, TestImages.Png, encoding), "request-malformed");
        byte[] damaged = Encode(TestImages.Png, encoding);
        damaged[damaged.Length / 2] ^= 0xFF;
        await Http.ProblemAsync(await PostAsync(client, damaged, encoding));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Post_OverTheLimitWhenUnpacked_IsRefused(string encoding)
    {
        HttpClient client = await _service.ReadyAsync();
        byte[] noise = new byte[Limit + 1];
        new Random(1).NextBytes(noise.AsSpan(0, Limit / 10));

        HttpResponseMessage response = await PostAsync(client, Encode(noise, encoding), encoding);

        await Http.ProblemAsync(response, "image-too-many-bytes");
    }

    [Theory]
    [InlineData(ReceivedBody.FreeBytes, true)]
    [InlineData(3 * ReceivedBody.FreeBytes, false)]
    public async Task Post_MuchMoreThanItsSizeWhenUnpacked_IsRefused(int bytes, bool isRead)
    {
        HttpClient client = await _service.ReadyAsync();
        byte[] padded = [.. TestImages.Png, .. new byte[bytes - TestImages.Png.Length]];

        HttpResponseMessage response = await PostAsync(client, Encode(padded, "gzip"), "gzip");

        if (isRead)
        {
            await Http.AnswerAsync(response);
        }
        else
        {
            JsonNode problem = await Http.ProblemAsync(response, "body-too-large");
            Assert.Contains("100 times", (string?)problem["detail"], StringComparison.Ordinal);
        }
    }

    public void Dispose() => _service.Dispose();

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, byte[] bytes, string encoding)
    {
        var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        body.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return await client.PostAsync(TestService.Address, body);
    }

    private static byte[] Encode(byte[] bytes, string encoding)
    {
        using var encoded = new MemoryStream();
        using (Stream encoder = encoding.ToUpperInvariant() switch
        {
            "GZIP" or "X-GZIP" => new GZipStream(encoded, CompressionLevel.SmallestSize, leaveOpen: true),
            "DEFLATE" => new ZLibStream(encoded, CompressionLevel.SmallestSize, leaveOpen: true),
            _ => encoded,
        })
        {
            encoder.Write(bytes);
        }

        return encoded.ToArray();
    }
}
