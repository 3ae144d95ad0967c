using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace MuSiCa.Service.Tests.Web;

/// <summary>Bodies that stop midway, or are no HTTP, on a connection of the real server.</summary>
public sealed class SlowUploadTests : IDisposable
{
    private const string Post = "POST /v1/landmarks?timeout=1000 HTTP/1.1\r\nHost: a\r\n";

    private readonly TestTime _time = new();
    private readonly FakeLoggerProvider _log = new();
    private readonly TestService _service;

    public SlowUploadTests() => _service = new TestService()
        .With(_time)
        .With(services => services.AddSingleton<ILoggerProvider>(_log))
        .OnKestrel();

    [Theory]
    [InlineData("Content-Length: 1000\r\n\r\n")]
    [InlineData("Content-Length: 1000\r\n\r\nhalf of it")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n400\r\nhalf")]
    [InlineData("Content-Encoding: gzip\r\nContent-Length: 1000\r\n\r\n")]
    [InlineData("Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n--b\r\nContent-Disposition: form-data")]
    public async Task Post_BodyStops_Is408AndClosesAndIsOneLineInTheLog(string rest)
    {
        using RawHttp connection = await RawHttp.OpenAsync((await _service.ReadyAsync()).BaseAddress!);
        await connection.SendAsync(Post + rest);

        Task<string> answer = connection.ReceiveAsync();
        while (!answer.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.StartsWith("HTTP/1.1 408 ", await answer, StringComparison.Ordinal);
        Assert.Contains("urn:musica:problem:request-timeout", await answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", await answer, StringComparison.Ordinal);
        IReadOnlyList<FakeLogRecord> lines = _log.Collector.GetSnapshot();
        FakeLogRecord late = Assert.Single(lines, static line => line.Message.Contains("did not arrive in time", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Information, late.Level);
        Assert.DoesNotContain(lines, static line => line.Level >= LogLevel.Warning || line.Exception is not null);
    }

    [Theory]
    [InlineData("80000000")]
    [InlineData("FFFFFFFF")]
    [InlineData("100000000")]
    [InlineData("ffffffffffffffffffff")]
    [InlineData("-1")]
    [InlineData("x")]
    public async Task Post_ChunkSizeThatIsNone_IsTheClientsFault(string size)
    {
        foreach (string headers in new[] { "", "Content-Encoding: gzip\r\n", "Content-Type: multipart/form-data; boundary=b\r\n" })
        {
            using RawHttp connection = await RawHttp.OpenAsync((await _service.ReadyAsync()).BaseAddress!);

            await connection.SendAsync($"{Post}{headers}Transfer-Encoding: chunked\r\n\r\n{size}\r\nabc");
            string answer = await connection.ReceiveAsync();

            Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
            Assert.Contains("urn:musica:problem:request-malformed", answer, StringComparison.Ordinal);
            Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Post_ClientLeavesMidway_IsNobodysError()
    {
        HttpClient client = await _service.ReadyAsync();
        for (int i = 0; i < 20; i++)
        {
            using RawHttp connection = await RawHttp.OpenAsync(client.BaseAddress!);
            await connection.SendAsync($"{Post}Content-Length: 1000\r\n\r\n{new string('x', i)}");
        }

        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));
    }

    public void Dispose()
    {
        _service.Dispose();
        _log.Dispose();
    }
}
