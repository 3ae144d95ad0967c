using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MuSiCa.Service.Web;

namespace MuSiCa.Service.Tests.Web;

public sealed class StoredPagesTests(TestService service) : IClassFixture<TestService>
{
    private const string Script = "/swagger/swagger-ui-bundle.js";

    [Theory]
    [InlineData("/swagger/index.html")]
    [InlineData("/swagger/v1/swagger.json")]
    [InlineData(Script)]
    public async Task Get_AgainAndAgain_IsTheSamePage(string path)
    {
        HttpClient client = await service.ReadyAsync();

        using HttpResponseMessage first = await client.GetAsync(path);
        using HttpResponseMessage second = await client.GetAsync(path);

        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await second.Content.ReadAsByteArrayAsync());
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
        Assert.Equal((HttpStatusCode.OK, first.Headers.ETag), (second.StatusCode, second.Headers.ETag));
    }

    [Fact]
    public async Task Get_ByAClientThatUnzips_IsZippedForItAlone()
    {
        HttpClient client = await service.ReadyAsync();
        var zipped = new HttpRequestMessage(HttpMethod.Get, Script);
        zipped.Headers.Add("Accept-Encoding", "gzip");

        using HttpResponseMessage small = await client.SendAsync(zipped);
        using HttpResponseMessage large = await client.GetAsync(Script);

        Assert.Equal("gzip", Assert.Single(small.Content.Headers.ContentEncoding));
        Assert.Empty(large.Content.Headers.ContentEncoding);
        Assert.True(large.Content.Headers.ContentLength > 2 * small.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData(Script)]
    [InlineData("/swagger/index.html")]
    public async Task Get_PageThatTheClientHas_IsNotSentAgain(string path)
    {
        HttpClient client = await service.ReadyAsync();
        using HttpResponseMessage first = await client.GetAsync(path);
        var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using HttpResponseMessage second = await client.SendAsync(again);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/swagger/nothing.js")]
    [InlineData("/swagger/v2/swagger.json")]
    public async Task Get_NoPage_IsAProblem(string path)
    {
        HttpClient client = await service.ReadyAsync();

        await Http.ProblemAsync(await client.GetAsync(path), "route-unknown");
        await Http.ProblemAsync(await client.GetAsync(path), "route-unknown");
    }

    [Fact]
    public async Task AnswerAsync_SlowClient_IsGivenPiecesAsItTakesThem()
    {
        using var pages = new StoredPages();
        int made = 0;
        byte[] page = new byte[100_000];
        Random.Shared.NextBytes(page);
        for (int i = 0; i < 2; i++)
        {
            var client = new SlowClient();
            var http = new DefaultHttpContext();
            http.Request.Method = "GET";
            http.Request.Path = "/page";
            http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(client));

            Task answer = pages.AnswerAsync(http, async making =>
            {
                made++;
                making.Response.ContentType = "text/plain";
                await making.Response.BodyWriter.WriteAsync(page);
            });
            while (!answer.IsCompleted)
            {
                Assert.InRange(client.Waiting, 1, 16 * 1024);
                client.Take();
            }

            await answer;
            Assert.Equal(page, client.Taken.ToArray());
            Assert.Equal(("text/plain", 100_000), (http.Response.ContentType, http.Response.ContentLength));
        }

        Assert.Equal(1, made);
    }

    [Fact]
    public async Task AnswerAsync_ManyAtOnce_MakeThePageOnce()
    {
        using var pages = new StoredPages();
        var goOn = new Signal();
        int made = 0;
        Task[] answers =
        [
            .. Enumerable.Range(0, 20).Select(_ => pages.AnswerAsync(Request(), async making =>
            {
                Interlocked.Increment(ref made);
                await goOn.Given;
                await making.Response.WriteAsync("page", Encoding.UTF8);
            })),
        ];

        goOn.Give();
        await Task.WhenAll(answers);

        Assert.Equal(1, made);
    }

    [Fact]
    public async Task AnswerAsync_MakingFails_IsTriedAgain()
    {
        using var pages = new StoredPages();
        await Assert.ThrowsAsync<InvalidOperationException>(() => pages.AnswerAsync(Request(), static _ => throw new InvalidOperationException()));

        bool made = false;
        await pages.AnswerAsync(Request(), _ =>
        {
            made = true;
            return Task.CompletedTask;
        });

        Assert.True(made);
    }

    private static DefaultHttpContext Request()
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "GET";
        http.Request.Path = "/page";
        return http;
    }

    /// <summary>Takes a piece only when it is told to.</summary>
    private sealed class SlowClient : MemoryStream
    {
        private TaskCompletionSource _taken = new();

        public int Waiting { get; private set; }

        public MemoryStream Taken { get; } = new();

        public void Take()
        {
            TaskCompletionSource taken = _taken;
            _taken = new TaskCompletionSource();
            taken.SetResult();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Waiting = buffer.Length;
            Task taken = _taken.Task;
            await taken;
            Taken.Write(buffer.Span);
        }
    }
}
