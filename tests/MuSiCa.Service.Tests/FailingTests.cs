using System.Net;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

/// <summary>A model that fails on every batch.</summary>
public sealed class FailingTests : IDisposable
{
    private const string Searched = "/v1/landmarks";

    private readonly TestTime _time = new();
    private readonly TestService _service;
    private readonly WatchedFinder _finder = new();
    private int _runs;

    public FailingTests() => _service = new TestService()
        .With(_time)
        .With(_finder.Into)
        .With("Inference:Lanes", "1")
        .With("Serving:Breaker:Failures", "2")
        .With("Serving:Breaker:RestartAfter", "00:00:20");

    [Fact]
    public async Task Post_ModelFailsEveryTime_IsRefusedWithoutRunningIt()
    {
        HttpClient client = await BrokenAsync();

        HttpResponseMessage refused = await client.PostAsync(TestService.Address, Http.Body(TestImages.Png));

        await Http.ProblemAsync(refused, "failing");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)), (refused.StatusCode, refused.Headers.RetryAfter?.Delta));
        Assert.Equal(2, _runs);
        string scrape = await client.GetStringAsync("/metrics");
        Assert.Matches("""(?m)^musica_breaker_state\{model="tiny"\} 2""", scrape);
        Assert.Matches("""(?m)^musica_breaker_opened_total\{model="tiny"\} 1""", scrape);
        Assert.Matches("""(?m)^musica_breaker_state\{model="tiny-finder"\} 0""", scrape);
        Assert.Matches("""(?m)^musica_rejections_total\{reason="failing"\} 1""", scrape);
    }

    [Fact]
    public async Task Health_ModelFailsEveryTime_IsNotReadyAtOnceAndNotAliveLater()
    {
        HttpClient client = await BrokenAsync();

        HttpResponseMessage ready = await client.GetAsync("/health/ready");
        await Http.ProblemAsync(ready, "failing");
        Assert.NotNull(ready.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, await GrpcHealthAsync());
        await FailProbesAsync(1, 2, 4, 8);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        _time.Advance(TimeSpan.FromSeconds(5));

        await Http.ProblemAsync(await client.GetAsync("/health/live"), "failing");
    }

    [Theory]
    [InlineData("")]
    [InlineData("musica.v1.FaceLandmarker")]
    public async Task Watch_ModelFailsAndRunsAgain_IsToldBoth(string watched)
    {
        await _service.ReadyAsync();
        using GrpcChannel channel = Channel();
        using AsyncServerStreamingCall<HealthCheckResponse> watch = new global::Grpc.Health.V1.Health.HealthClient(channel)
            .Watch(new HealthCheckRequest { Service = watched }, deadline: DateTime.UtcNow.AddMinutes(1));
        var said = new List<HealthCheckResponse.Types.ServingStatus> { await NextAsync(watch) };
        await BrokenAsync();
        said.Add(await NextAsync(watch));
        _service.Stages.OnRun = static _ => { };

        _time.Advance(TimeSpan.FromSeconds(1));
        said.Add(await NextAsync(watch));

        Assert.Equal(
            [
                HealthCheckResponse.Types.ServingStatus.Serving,
                HealthCheckResponse.Types.ServingStatus.NotServing,
                HealthCheckResponse.Types.ServingStatus.Serving,
            ],
            said);
    }

    [Fact]
    public async Task Health_ModelRunsAgain_IsReadyWithoutARequest()
    {
        HttpClient client = await BrokenAsync();
        _service.Stages.OnRun = static _ => { };

        _time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => _service.Scheduler.Breaker.State == BreakerState.Closed);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, await GrpcHealthAsync());
        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));
    }

    [Fact]
    public async Task Locate_ModelFailsEveryTime_IsUnavailableAndSaysWhenToComeBack()
    {
        await BrokenAsync();
        using var client = new LandmarkerClient(_service);

        RpcException refused = await client.FailAsync(LandmarkerClient.Request());

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.Equal("1000", refused.Trailers.GetValue("grpc-retry-pushback-ms"));
    }

    [Fact]
    public async Task Post_FinderFailsEveryTime_PhotosWithBoxesAreAnswered()
    {
        HttpClient client = await _service.ReadyAsync();
        _finder.OnRun = static _ => throw new InvalidDataException("the device is gone");
        for (int i = 0; i < 2; i++)
        {
            await Http.ProblemAsync(await client.PostAsync(Searched, Http.Body(TestImages.Png)), "alignment-failed");
        }

        // Before its body is there, which would be read for nothing.
        var body = new EndlessContent();
        using var request = new HttpRequestMessage(HttpMethod.Post, Searched) { Content = body };
        HttpResponseMessage searched = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        await Http.ProblemAsync(searched, "failing");
        body.LetGo.Give();
        Assert.NotNull(searched.Headers.RetryAfter);
        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));
        await Http.ProblemAsync(await client.GetAsync("/health/ready"), "failing");
        Assert.Contains(
            _service.TakeErrors(), static error => error.Contains("The model tiny-finder failed on 2 batches in a row", StringComparison.Ordinal));
        Assert.Equal(0, _service.Memory.Used);
    }

    // A face whose outputs are no numbers is an answer about that face, in the place of that image.
    [Fact]
    public async Task Post_OneOfManyImagesComesOutAsNoNumber_TheOthersAreAnswered()
    {
        // Alone in its batch each of them fails all of it: that is not to open the breaker here.
        _service.With("Serving:Breaker:Failures", "4");
        HttpClient client = await _service.ReadyAsync();
        _service.Stages.Spoil = static batch => batch.PredictedError[0] = float.NaN;

        JsonNode answer = await Http.AnswerAsync(
            await client.PostAsync($"{TestService.Address}&maxStages=1", Http.Form(TestImages.Png, TestImages.Jpeg, TestImages.Png)));

        Assert.InRange(answer["images"]!.AsArray().Count(image => image!["faces"] is not null), 0, 2);
        Assert.All(
            answer["images"]!.AsArray().Where(image => image!["faces"] is null),
            image => Assert.Equal("urn:musica:problem:alignment-failed", (string?)image!["type"]));
        Assert.NotEmpty(_service.TakeErrors());
    }

    public void Dispose() => _service.Dispose();

    private async Task<HttpClient> BrokenAsync()
    {
        HttpClient client = await _service.ReadyAsync();
        _service.Stages.OnRun = _ =>
        {
            Interlocked.Increment(ref _runs);
            throw new InvalidDataException("the device is gone");
        };
        for (int i = 0; i < 2; i++)
        {
            await Http.ProblemAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)), "alignment-failed");
        }

        Assert.Equal(3, _service.TakeErrors().Length);
        return client;
    }

    // Each after the pause that the one before has left.
    private async Task FailProbesAsync(params int[] pauses)
    {
        int runs = _runs;
        foreach (int pause in pauses)
        {
            _time.Advance(TimeSpan.FromSeconds(pause));
            runs++;
            await UntilAsync(() => _runs == runs && _service.Scheduler.Breaker.State == BreakerState.Open);
        }
    }

    private async Task<HealthCheckResponse.Types.ServingStatus> GrpcHealthAsync()
    {
        using GrpcChannel channel = Channel();
        return (await new global::Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new HealthCheckRequest())).Status;
    }

    private GrpcChannel Channel() => GrpcChannel.ForAddress(
        _service.Server.BaseAddress, new GrpcChannelOptions { HttpHandler = _service.Server.CreateHandler() });

    private static async Task<HealthCheckResponse.Types.ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        return watch.ResponseStream.Current.Status;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
