using System.Net;

namespace MuSiCa.Service.Tests.Security;

public sealed class OriginTests
{
    private const string Ours = "https://app.example";
    private const string AllowOrigin = "Access-Control-Allow-Origin";

    [Theory]
    [InlineData(Ours, Ours, Ours)]
    [InlineData("https://a.example; " + Ours, Ours, Ours)]
    [InlineData(Ours, "https://other.example", null)]
    [InlineData("*", "https://other.example", "*")]
    [InlineData("", Ours, null)]
    public async Task Answer_ToAPage_NamesItsOriginWhereThatIsAllowed(string allowed, string origin, string? expected)
    {
        using TestService service = new TestService().With("Security:AllowedOrigins", allowed);
        HttpClient client = await service.ReadyAsync();

        using HttpResponseMessage answer = await SendAsync(client, HttpMethod.Get, "/v1/models", origin);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(expected, answer.Headers.TryGetValues(AllowOrigin, out IEnumerable<string>? values) ? values.Single() : null);
    }

    [Fact]
    public async Task Preflight_WithKeysSet_NeedsNone()
    {
        using TestService service = new TestService().With("Security:AllowedOrigins", Ours).With("Security:Keys:web", TestKeys.Hash("a"));
        HttpClient client = await service.ReadyAsync();

        using HttpResponseMessage answer = await SendAsync(
            client, HttpMethod.Options, "/v1/landmarks", Ours, ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "x-api-key"));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(Ours, answer.Headers.GetValues(AllowOrigin).Single());
        Assert.Equal("x-api-key", answer.Headers.GetValues("Access-Control-Allow-Headers").Single());
    }

    [Fact]
    public async Task Refusal_ToAPage_CanBeReadByIt()
    {
        using TestService service = new TestService().With("Security:AllowedOrigins", Ours).With("Security:Keys:web", TestKeys.Hash("a"));
        HttpClient client = await service.ReadyAsync();

        using HttpResponseMessage answer = await SendAsync(client, HttpMethod.Get, "/v1/models", Ours);

        await Http.ProblemAsync(answer, "key-required");
        Assert.Equal(Ours, answer.Headers.GetValues(AllowOrigin).Single());
    }

    [Theory]
    [InlineData("/swagger/index.html", true)]
    [InlineData("/swagger/swagger-ui-bundle.js", true)]
    [InlineData("/", true)]
    [InlineData("/v1/models", false)]
    [InlineData("/health/live", false)]
    public async Task Page_TellsTheBrowserToLoadFromHereOnly(string path, bool isPage)
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();

        using HttpResponseMessage answer = await client.GetAsync(path);

        Assert.Equal(isPage, answer.Headers.TryGetValues("Content-Security-Policy", out IEnumerable<string>? policy));
        if (isPage)
        {
            Assert.Contains("default-src 'self'", policy!.Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpMethod method, string path, string origin, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await client.SendAsync(request);
    }
}
