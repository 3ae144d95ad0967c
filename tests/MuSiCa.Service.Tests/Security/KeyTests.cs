using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MuSiCa.Protos.V1;
using MuSiCa.Service.Admission;
using MuSiCa.Service.Security;
using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Tests.Security;

public sealed class KeyTests
{
    private const string Key = "7f1d0c-the-key-of-web";
    private const string Other = "the-key-of-batch";

    [Theory]
    [InlineData("Authorization", "Bearer " + Key)]
    [InlineData("Authorization", "bearer " + Key)]
    [InlineData("X-Api-Key", Key)]
    public async Task Rest_KnownKey_IsAnswered(string header, string value)
    {
        using TestService service = Service();
        HttpClient client = await service.ReadyAsync();

        await Http.AnswerAsync(await PostAsync(client, (header, value)));
    }

    [Fact]
    public async Task Rest_NoKey_IsToldHowToSendOne()
    {
        using TestService service = Service();
        HttpClient client = await service.ReadyAsync();

        using HttpResponseMessage response = await PostAsync(client);

        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.Contains("X-Api-Key", (string?)(await Http.ProblemAsync(response, "key-required"))["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization", "Basic d2ViOng=", "key-required")]
    [InlineData("Authorization", Key, "key-required")]
    [InlineData("X-Api-Key", "", "key-required")]
    [InlineData("X-Api-Key", Key + "x", "key-unknown")]
    [InlineData("Authorization", "Bearer ", "key-required")]
    [InlineData("Authorization", "Bearer nobody", "key-unknown")]
    public async Task Rest_OtherKey_IsRefused(string header, string value, string problem)
    {
        using TestService service = Service();
        HttpClient client = await service.ReadyAsync();

        await Http.ProblemAsync(await PostAsync(client, (header, value)), problem);
    }

    [Fact]
    public async Task Rest_TwoKeysAtOnce_AreRefusedUnlessTheyAreTheSame()
    {
        using TestService service = Service();
        HttpClient client = await service.ReadyAsync();

        await Http.AnswerAsync(await PostAsync(client, ("Authorization", $"Bearer {Key}"), ("X-Api-Key", Key)));
        await Http.ProblemAsync(await PostAsync(client, ("Authorization", $"Bearer {Key}"), ("X-Api-Key", Other)), "key-required");
    }

    [Fact]
    public async Task Rest_KeyOfAThousandCharacters_IsUnknown()
    {
        using TestService service = Service();
        HttpClient client = await service.ReadyAsync();

        await Http.ProblemAsync(await PostAsync(client, ("X-Api-Key", new string('x', 1000))), "key-unknown");
    }

    [Theory]
    [InlineData("/v1/models", true)]
    [InlineData("/V1/Models", true)]
    [InlineData("/health/live", false)]
    [InlineData("/health/ready", false)]
    [InlineData("/metrics", false)]
    [InlineData("/swagger/index.html", false)]
    [InlineData("/swagger/v1/swagger.json", false)]
    public async Task Get_WithoutAKey_IsAnsweredWhereItSaysNothingOfFaces(string path, bool isRefused)
    {
        using TestService service = Service();
        HttpClient client = await service.ReadyAsync();

        using HttpResponseMessage got = await client.GetAsync(path);
        using HttpResponseMessage head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        HttpStatusCode expected = isRefused ? HttpStatusCode.Unauthorized : HttpStatusCode.OK;
        Assert.Equal((expected, expected), (got.StatusCode, head.StatusCode));
    }

    [Theory]
    [InlineData("POST", "/swagger/index.html")]
    [InlineData("PUT", "/anything")]
    [InlineData("DELETE", "/")]
    public async Task Request_ThatChangesSomething_NeedsAKeyWhereverItGoes(string method, string path)
    {
        using TestService service = Service();
        HttpClient client = await service.ReadyAsync();

        await Http.ProblemAsync(await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path)), "key-required");
    }

    [Fact]
    public async Task Grpc_KnownKey_IsAnswered()
    {
        using TestService service = Service();
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);

        LocateResponse bearer = await client.LocateAsync(LandmarkerClient.Request(), Call("authorization", $"Bearer {Key}"));
        LocateResponse own = await client.LocateAsync(LandmarkerClient.Request(), Call("x-api-key", Key));

        Assert.Single(bearer.Faces);
        Assert.Single(own.Faces);
    }

    [Fact]
    public async Task Grpc_NoKeyOrAnother_IsUnauthenticated()
    {
        using TestService service = Service();
        await service.ReadyAsync();
        using var client = new LandmarkerClient(service);

        RpcException none = await client.FailAsync(LandmarkerClient.Request());
        RpcException other = await client.FailAsync(LandmarkerClient.Request(), Call("x-api-key", "nobody"));
        using AsyncDuplexStreamingCall<Frame, FrameLandmarks> stream = client.Track();
        RpcException track = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(CancellationToken.None));

        Assert.All([none, other, track], static failure => Assert.Equal(StatusCode.Unauthenticated, failure.StatusCode));
        Assert.Contains("metadata", none.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("none of those", other.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grpc_Health_NeedsNoKey()
    {
        using TestService service = Service();
        await service.ReadyAsync();
        using var channel = global::Grpc.Net.Client.GrpcChannel.ForAddress(
            service.Server.BaseAddress, new global::Grpc.Net.Client.GrpcChannelOptions { HttpHandler = service.Server.CreateHandler() });

        global::Grpc.Health.V1.HealthCheckResponse answer =
            await new global::Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new global::Grpc.Health.V1.HealthCheckRequest());

        Assert.Equal(global::Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
    }

    [Fact]
    public async Task Refusals_AreCounted()
    {
        using TestService service = Service();
        HttpClient client = await service.ReadyAsync();

        await PostAsync(client);
        await PostAsync(client, ("X-Api-Key", "nobody"));

        Assert.Contains("musica_rejections_total{reason=\"key\"} 2\n", await client.GetStringAsync(MetricsEndpoint.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_KeyChanged_HoldsFromThenOn()
    {
        var file = new KeyFile();
        file.Write(("web", TestKeys.Hash(Key)));
        using TestService service = file.CreateService();
        HttpClient client = await service.ReadyAsync();

        // While it is changed both are good.
        file.Write(("web", $"{TestKeys.Hash(Key)}, {TestKeys.Hash("new")}"));
        await Http.AnswerAsync(await PostAsync(client, ("X-Api-Key", Key)));
        await Http.AnswerAsync(await PostAsync(client, ("X-Api-Key", "new")));
        file.Write(("web", TestKeys.Hash("new")));

        await Http.ProblemAsync(await PostAsync(client, ("X-Api-Key", Key)), "key-unknown");
        await Http.AnswerAsync(await PostAsync(client, ("X-Api-Key", "new")));
    }

    [Fact]
    public async Task Reload_FirstKey_ClosesTheDoor()
    {
        var file = new KeyFile();
        using TestService service = file.CreateService();
        HttpClient client = await service.ReadyAsync();
        await Http.AnswerAsync(await PostAsync(client));

        file.Write(("web", TestKeys.Hash(Key)));

        await Http.ProblemAsync(await PostAsync(client), "key-required");
    }

    [Theory]
    [InlineData("not a hash", "MuSiCa:Security:Keys:web is no hash")]
    [InlineData(null, "There are none any more")]
    public async Task Reload_KeysThatCannotBeUsed_LeavesTheOldOnesInForceAndSaysSo(string? hash, string says)
    {
        var file = new KeyFile();
        file.Write(("web", TestKeys.Hash(Key)));
        using TestService service = file.CreateService();
        HttpClient client = await service.ReadyAsync();

        file.Write(hash is null ? [] : [("web", hash)]);

        Assert.Contains(says, Assert.Single(service.TakeErrors()), StringComparison.Ordinal);
        await Http.AnswerAsync(await PostAsync(client, ("X-Api-Key", Key)));
        await Http.ProblemAsync(await PostAsync(client), "key-required");
    }

    [Fact]
    public async Task Owners_SeveralOfThem_EachHaveOneShareForAllTheirRequests()
    {
        using TestService service = Service();
        await service.ReadyAsync();

        ClientShare first = await ShareAsync(service, Key);

        Assert.Same(first, await ShareAsync(service, Key));
        Assert.NotSame(first, await ShareAsync(service, Other));
    }

    [Fact]
    public async Task Owners_OnlyOne_SharesWithNobody()
    {
        using TestService service = new TestService().With("Security:Keys:web", TestKeys.Hash(Key));
        await service.ReadyAsync();

        Assert.NotSame(await ShareAsync(service, Key), await ShareAsync(service, Key));
    }

    [Fact]
    public async Task Default_NobodyIsAsked()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();

        await Http.AnswerAsync(await PostAsync(client));
    }

    private static TestService Service() =>
        new TestService().With("Security:Keys:web", TestKeys.Hash(Key)).With("Security:Keys:batch", TestKeys.Hash(Other));

    // What the memory, the places and the work of such a request are counted in.
    private static async Task<ClientShare> ShareAsync(TestService service, string key)
    {
        var http = new DefaultHttpContext();
        http.Request.Path = "/v1/landmarks";
        http.Request.Headers[KeyGate.Header] = key;
        ClientShare? share = null;
        await service.Services.GetRequiredService<KeyGate>().RunAsync(http, passed =>
        {
            share = ClientShare.Of(passed);
            return Task.CompletedTask;
        });
        return share!;
    }

    private static CallOptions Call(string name, string value) => new(new Metadata { { name, value } });

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TestService.Address) { Content = Http.Body(TestImages.Png) };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }
}
