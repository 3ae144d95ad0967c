using System.Net;
using System.Text.RegularExpressions;

namespace MuSiCa.Service.Tests.Web;

public sealed partial class HomePageTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Get_Root_IsThePageAndAllThatItNamesIsThere()
    {
        HttpClient client = await service.ReadyAsync();

        string page = await client.GetStringAsync("/");

        string[] named = [.. Named().Matches(page).Select(static match => match.Groups["path"].Value).Where(static path => path.StartsWith('/'))];
        Assert.Contains("/page/app.js", named);
        foreach (string path in named)
        {
            Assert.NotEqual(HttpStatusCode.NotFound, (await client.GetAsync(path)).StatusCode);
        }
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/page/page.css", "text/css")]
    [InlineData("/page/app.js", "text/javascript")]
    [InlineData("/page/icon.svg", "image/svg+xml")]
    [InlineData("/page/sample.jpg", "image/jpeg")]
    public async Task Get_File_HasItsHeaders(string path, string contentType)
    {
        HttpResponseMessage response = await (await service.ReadyAsync()).GetAsync(path);

        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal((HttpStatusCode.OK, contentType), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(body.Length, response.Content.Headers.ContentLength);
        Assert.StartsWith("default-src 'self';", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.True(response.Headers.CacheControl?.NoCache);
        Assert.NotNull(response.Headers.ETag);
    }

    [Theory]
    [InlineData("{0}", HttpStatusCode.NotModified)]
    [InlineData("W/{0}", HttpStatusCode.NotModified)]
    [InlineData("\"other\", {0}", HttpStatusCode.NotModified)]
    [InlineData("*", HttpStatusCode.NotModified)]
    [InlineData("\"other\"", HttpStatusCode.OK)]
    public async Task Get_IfNoneMatch_IsAnsweredByTheTag(string condition, HttpStatusCode status)
    {
        HttpClient client = await service.ReadyAsync();
        string tag = (await client.GetAsync("/")).Headers.ETag!.ToString();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("If-None-Match", condition.Replace("{0}", tag, StringComparison.Ordinal));

        HttpResponseMessage response = await client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(tag, response.Headers.ETag!.ToString());
        Assert.Equal(status == HttpStatusCode.NotModified, (await response.Content.ReadAsByteArrayAsync()).Length == 0);
    }

    [Fact]
    public async Task Head_Root_IsGetWithoutItsBody()
    {
        HttpClient client = await service.ReadyAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/");

        HttpResponseMessage head = await client.SendAsync(request);
        HttpResponseMessage get = await client.GetAsync("/");

        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        Assert.Equal(
            (HttpStatusCode.OK, get.Headers.ETag, get.Content.Headers.ContentLength),
            (head.StatusCode, head.Headers.ETag, head.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task Files_Text_NamesNoOtherHost()
    {
        HttpClient client = await service.ReadyAsync();
        string folder = TestPaths.InRepository("src", "MuSiCa.Service", "wwwroot");
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string text = await File.ReadAllTextAsync(file);
            Assert.DoesNotMatch(Address(), text.Replace("http://www.w3.org/2000/svg", string.Empty, StringComparison.Ordinal));
            string path = Path.GetRelativePath(folder, file);
            Assert.Equal(text, await client.GetStringAsync(path == "index.html" ? "/" : $"/{path}"));
        }
    }

    [Fact]
    public async Task Get_UnknownFile_IsAProblem() =>
        await Http.ProblemAsync(await (await service.ReadyAsync()).GetAsync("/page/none.js"), "route-unknown");

    [GeneratedRegex("(?:href|src)=\"(?<path>[^\"]+)\"")]
    private static partial Regex Named();

    [GeneratedRegex("(https?:)?//[a-z0-9-]+[.][a-z]")]
    private static partial Regex Address();
}
