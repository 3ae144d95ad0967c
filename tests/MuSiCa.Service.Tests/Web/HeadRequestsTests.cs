using System.Net;

namespace MuSiCa.Service.Tests.Web;

/// <summary>On Kestrel itself, which sends no body to HEAD whatever is written.</summary>
public sealed class HeadRequestsTests : IDisposable
{
    private readonly TestService _service = new TestService().OnKestrel();

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/v1/models", HttpStatusCode.OK)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/health/ready", HttpStatusCode.OK)]
    [InlineData("/metrics", HttpStatusCode.OK)]
    [InlineData("/swagger", HttpStatusCode.MovedPermanently)]
    [InlineData("/swagger/index.html", HttpStatusCode.OK)]
    [InlineData("/swagger/v1/swagger.json", HttpStatusCode.OK)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    [InlineData("/v1/landmarks", HttpStatusCode.MethodNotAllowed)]
    public async Task Head_WhateverGetAnswers_HasItsStatusAndTypeAndNoBody(string path, HttpStatusCode status)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = (await _service.ReadyAsync()).BaseAddress,
        };

        using HttpResponseMessage get = await client.GetAsync(path);
        using HttpResponseMessage head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal((status, status), (get.StatusCode, head.StatusCode));
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));
    }

    public void Dispose() => _service.Dispose();
}
