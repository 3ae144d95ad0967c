using System.Net;
using MuSiCa.Service.Web;

namespace MuSiCa.Service.Tests.Web;

public sealed class RequestSizesTests : IDisposable
{
    private readonly TestService _service = new TestService().OnKestrel();

    [Theory]
    [InlineData(0, HttpStatusCode.NotFound)]
    [InlineData(1, HttpStatusCode.RequestUriTooLong)]
    [InlineData(RequestSizes.MaxAddress - 100, HttpStatusCode.RequestUriTooLong)]
    public async Task Get_AddressOverItsLimit_IsAProblem(int over, HttpStatusCode status)
    {
        HttpClient client = await _service.ReadyAsync();

        HttpResponseMessage response = await client.GetAsync($"/{new string('a', RequestSizes.MaxAddress - 1 + over)}");

        Assert.Equal(status, response.StatusCode);
        await Http.ProblemAsync(response, over == 0 ? "route-unknown" : "address-too-long");
    }

    [Theory]
    [InlineData(1, RequestSizes.MaxHeaderBytes - 100, true)]
    [InlineData(1, RequestSizes.MaxHeaderBytes, false)]
    [InlineData(2, RequestSizes.MaxHeaderBytes * 3 / 4, false)]
    [InlineData(RequestSizes.MaxHeaders - 10, 1, true)]
    [InlineData(RequestSizes.MaxHeaders + 1, 1, false)]
    public async Task Get_HeadersOverTheirLimit_AreAProblem(int count, int length, bool isAnswered)
    {
        HttpClient client = await _service.ReadyAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        for (int i = 0; i < count; i++)
        {
            request.Headers.Add($"x-{i}", new string('a', length));
        }

        HttpResponseMessage response = await client.SendAsync(request);

        if (isAnswered)
        {
            await Http.AnswerAsync(response);
        }
        else
        {
            await Http.ProblemAsync(response, "headers-too-large");
        }
    }

    // Far beyond, the server itself refuses, without a body (docs/problems.md).
    [Theory]
    [InlineData("GET /{0} HTTP/1.1\r\nHost: a\r\n\r\n", "414")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nx: {0}\r\n\r\n", "431")]
    [InlineData("GET / HTTP/1.1\r\n\r\n{0}", "400")]
    [InlineData("nothing of HTTP\r\n\r\n{0}", "400")]
    public async Task Request_FarOverAnyLimitOrNoHttp_IsRefusedByTheServerItself(string format, string status)
    {
        Uri address = (await _service.ReadyAsync()).BaseAddress!;
        using RawHttp connection = await RawHttp.OpenAsync(address);

        await connection.SendAsync(string.Format(null, format, new string('a', 100_000)));
        string answer = await connection.ReceiveAsync();

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
    }

    public void Dispose() => _service.Dispose();
}
