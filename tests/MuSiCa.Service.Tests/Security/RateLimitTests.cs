using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Security;
using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Tests.Security;

/// <summary>Limits of one a minute, so that no test is slow enough for a second one.</summary>
public sealed class RateLimitTests
{
    // Somewhat more than a megapixel: each takes a whole minute's worth.
    private static readonly byte[] Large = TestImages.Paint(1200, 900).EncodePng();

    [Fact]
    public async Task KeyRequests_UsedUp_IsRefusedForThatKeyAlone()
    {
        using TestService service = WithKeys().With("Security:RateLimits:KeyRequests", "1");
        HttpClient client = await service.ReadyAsync();

        await Http.AnswerAsync(await PostAsync(client, "a"));
        using HttpResponseMessage refused = await PostAsync(client, "a");
        await Http.AnswerAsync(await PostAsync(client, "b"));

        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.Contains("requests", (string?)(await Http.ProblemAsync(refused, "rate-limited"))["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyRequests_UsedUp_LeavesProbesAndPagesAlone()
    {
        using TestService service = WithKeys().With("Security:RateLimits:KeyRequests", "1").With("Security:RateLimits:AddressRequests", "1");
        HttpClient client = await service.ReadyAsync();
        await PostAsync(client, "a");

        foreach (string path in (string[])["/health/ready", "/metrics", "/swagger/index.html"])
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(path)).StatusCode);
        }

        Assert.Contains("musica_rejections_total{reason=\"rate\"} 0\n", await client.GetStringAsync(MetricsEndpoint.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddressRequests_UsedUp_IsRefusedForThatAddressAlone()
    {
        using TestService service = new TestService().With("Security:RateLimits:AddressRequests", "1");
        await service.ReadyAsync();

        Assert.Equal(200, await ModelsAsync(service, "10.0.0.1"));
        Assert.Equal(429, await ModelsAsync(service, "10.0.0.1"));
        Assert.Equal(429, await ModelsAsync(service, "::ffff:10.0.0.1"));
        Assert.Equal(200, await ModelsAsync(service, "10.0.0.2"));
    }

    [Fact]
    public async Task Burst_OfAMinute_LetsAllOfItComeAtOnce()
    {
        using TestService service = new TestService()
            .With("Security:RateLimits:AddressRequests", "3").With("Security:RateLimits:Burst", "1m");
        await service.ReadyAsync();

        int[] statuses = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ModelsAsync(service, "10.0.0.1")))];

        Assert.Equal([200, 200, 200, 429], statuses.Order());
    }

    [Fact]
    public async Task KeyMegapixels_UsedUp_IsRefusedBeforeAnythingIsDecoded()
    {
        using TestService service = WithKeys().With("Security:RateLimits:KeyMegapixels", "1").With("Security:RateLimits:Burst", "1s");
        HttpClient client = await service.ReadyAsync();

        await Http.AnswerAsync(await PostAsync(client, "a", Large));
        using HttpResponseMessage refused = await PostAsync(client, "a", Large);
        await Http.AnswerAsync(await PostAsync(client, "b", Large));

        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains("megapixels", (string?)(await Http.ProblemAsync(refused, "rate-limited"))["detail"], StringComparison.Ordinal);
        Assert.Contains(
            "musica_decode_duration_seconds_count{} 2\n", await client.GetStringAsync(MetricsEndpoint.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyMegapixels_OfAForm_CountTogether()
    {
        using TestService service = WithKeys().With("Security:RateLimits:KeyMegapixels", "1").With("Security:RateLimits:Burst", "1s");
        HttpClient client = await service.ReadyAsync();
        using var form = new HttpRequestMessage(HttpMethod.Post, TestService.Address)
        {
            Content = Http.Form(Large, TestImages.Png),
        };
        form.Headers.Add(KeyGate.Header, "a");

        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(form)).StatusCode);
        await Http.ProblemAsync(await PostAsync(client, "a", Large), "rate-limited");
    }

    [Fact]
    public async Task Grpc_UsedUp_IsResourceExhaustedAndSaysWhenToComeBack()
    {
        using TestService service = WithKeys().With("Security:RateLimits:KeyRequests", "1");
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        var options = new CallOptions(new Metadata { { "x-api-key", "a" } });

        await client.LocateAsync(LandmarkerClient.Request(), options);
        RpcException refused = await client.FailAsync(LandmarkerClient.Request(), options);

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.InRange(int.Parse(refused.Trailers.GetValue("grpc-retry-pushback-ms")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60_000);
    }

    [Fact]
    public async Task Grpc_FrameOverTheMegapixels_FailsAloneAndTheStreamGoesOn()
    {
        using TestService service = new TestService()
            .With("Security:RateLimits:AddressMegapixels", "1").With("Security:RateLimits:Burst", "1s");
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);
        Frame[] frames = [.. Enumerable.Range(1, 3).Select(static id => LandmarkerClient.Frame(id, LandmarkerClient.Box()))];
        Array.ForEach(frames, static frame => frame.Image.Encoded = Google.Protobuf.ByteString.CopyFrom(Large));

        List<FrameLandmarks> answers = await client.TrackAsync(frames);

        Assert.Equal(["", "rate-limited", "rate-limited"], answers.Select(static answer => answer.Problem?.Type ?? ""));
        Assert.True(answers[1].Problem.RetryAfterMs > 0);
    }

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("2001:db8:1:2:aaaa::1", "20010DB800010002")]
    [InlineData("2001:db8:1:2:bbbb::2", "20010DB800010002")]
    [InlineData("2001:db8:1:3::1", "20010DB800010003")]
    public void AddressOf_Address_IsItselfOrItsNetwork(string address, string expected) =>
        Assert.Equal(expected, TokenBuckets.AddressOf(IPAddress.Parse(address)));

    [Theory]
    [InlineData(60, 10, 1, 10)]
    [InlineData(1, 10, 1, 1)]
    [InlineData(100_000_000, 3600, 100, int.MaxValue)]
    [InlineData(6, 10, 100, 100)]
    public void Of_Rate_HoldsWhatComesInTheBurst(int perMinute, int burst, int tokens, int limit)
    {
        System.Threading.RateLimiting.TokenBucketRateLimiterOptions options =
            TokenBuckets.Of(perMinute, TimeSpan.FromSeconds(burst), tokens)!;

        Assert.Equal(limit, options.TokenLimit);
        Assert.Equal((double)perMinute * tokens, options.TokensPerPeriod / options.ReplenishmentPeriod.TotalMinutes, perMinute * tokens * 1e-5);
    }

    private static TestService WithKeys() =>
        new TestService().With("Security:Keys:one", TestKeys.Hash("a")).With("Security:Keys:two", TestKeys.Hash("b"));

    private static async Task<int> ModelsAsync(TestService service, string address)
    {
        HttpContext answer = await service.Server.SendAsync(http =>
        {
            http.Request.Method = HttpMethods.Get;
            http.Request.Path = "/v1/models";
            http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        });
        return answer.Response.StatusCode;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string key, byte[]? image = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TestService.Address) { Content = Http.Body(image ?? TestImages.Png) };
        request.Headers.Add(KeyGate.Header, key);
        return await client.SendAsync(request);
    }
}
