using System.Net.Http.Headers;

namespace MuSiCa.Client.Tests;

/// <summary>What is tried again, when, and until when.</summary>
public sealed class RetryTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly WaitedTime _time = new();

    [Fact]
    public async Task LocateAsync_RefusedThenAnswered_WaitsAsTheServiceSays()
    {
        using var service = new ScriptedHandler(
            ScriptedHandler.Refusal("overloaded", 429, new RetryConditionHeaderValue(TimeSpan.FromSeconds(7))),
            ScriptedHandler.Refusal("draining", 503),
            ScriptedHandler.Answer);
        Task<Answer> answer = service.Client(_time).LocateAsync("photo"u8.ToArray());
        Assert.Equal(Deadline, await _time.NextAsync());

        Assert.InRange(await _time.PassAsync(), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7.1));
        Assert.InRange(await _time.PassAsync(), TimeSpan.Zero, TimeSpan.FromSeconds(5));

        Assert.Equal("m", (await answer).Model.Name);
        Assert.Equal(["photo", "photo", "photo"], service.Seen.Select(static seen => seen.Body));
    }

    [Fact]
    public async Task LocateAsync_RetryAfterIsADate_WaitsUntilThen()
    {
        var date = new RetryConditionHeaderValue(_time.GetUtcNow() + TimeSpan.FromSeconds(20));
        using var service = new ScriptedHandler(ScriptedHandler.Refusal("overloaded", 429, date), ScriptedHandler.Answer);
        Task<Answer> answer = service.Client(_time).LocateAsync("photo"u8.ToArray());
        await _time.NextAsync();

        Assert.InRange(await _time.PassAsync(), TimeSpan.FromSeconds(19), TimeSpan.FromSeconds(20.1));
        await answer;
    }

    [Fact]
    public async Task LocateAsync_WaitBeyondTheDeadline_ThrowsTheProblemAtOnce()
    {
        using var service = new ScriptedHandler(
            ScriptedHandler.Refusal("overloaded", 429, new RetryConditionHeaderValue(TimeSpan.FromMinutes(1))));

        MusicaException thrown = await Assert.ThrowsAsync<MusicaException>(() => service.Client(_time).LocateAsync("photo"u8.ToArray()));

        Assert.Equal("overloaded", thrown.Problem!.Type);
        Assert.Equal(TimeSpan.FromMinutes(1), thrown.Problem.RetryAfter);
        Assert.Single(service.Seen);
    }

    [Fact]
    public async Task LocateAsync_NoAnswer_ThrowsTimeoutAtTheDeadline()
    {
        using var service = new ScriptedHandler(ScriptedHandler.Never);
        Task<Answer> answer = service.Client(_time).LocateAsync("photo"u8.ToArray());

        Assert.Equal(Deadline, await _time.PassAsync());

        await Assert.ThrowsAsync<TimeoutException>(() => answer);
    }

    [Fact]
    public async Task LocateAsync_AlwaysRefused_EndsAfterItsAttempts()
    {
        Func<HttpResponseMessage> full = ScriptedHandler.Refusal("queue-full", 429);
        using var service = new ScriptedHandler(full, full, full);
        Task<Answer> answer = service.Client(_time, static options => options.Attempts = 3).LocateAsync("photo"u8.ToArray());
        await _time.NextAsync();
        await _time.PassAsync();
        await _time.PassAsync();

        MusicaException thrown = await Assert.ThrowsAsync<MusicaException>(() => answer);

        Assert.Equal("queue-full: No.", thrown.Message);
        Assert.Equal(3, service.Seen.Count);
    }

    [Theory]
    [InlineData("image-corrupt", 400)]
    [InlineData("alignment-failed", 500)]
    public async Task LocateAsync_WaitingDoesNotHelp_IsNotTriedAgain(string type, int status)
    {
        using var service = new ScriptedHandler(ScriptedHandler.Refusal(type, status));

        MusicaException thrown = await Assert.ThrowsAsync<MusicaException>(() => service.Client(_time).LocateAsync("photo"u8.ToArray()));

        Assert.Equal((type, status), (thrown.Problem!.Type, thrown.Problem.Status));
    }

    [Fact]
    public async Task LocateAsync_OneAttempt_IsNotTriedAgain()
    {
        using var service = new ScriptedHandler(ScriptedHandler.Refusal("queue-full", 429));

        await Assert.ThrowsAsync<MusicaException>(
            () => service.Client(_time, static options => options.Attempts = 1).LocateAsync("photo"u8.ToArray()));

        Assert.Single(service.Seen);
    }

    [Fact]
    public async Task LocateAsync_NoConnection_IsTriedAgainThenThrown()
    {
        Func<HttpResponseMessage> broken = static () => throw new HttpRequestException("Nobody there.");
        using var service = new ScriptedHandler(broken, broken);
        Task<Answer> answer = service.Client(_time, static options => options.Attempts = 2).LocateAsync("photo"u8.ToArray());
        await _time.NextAsync();
        await _time.PassAsync();

        MusicaException thrown = await Assert.ThrowsAsync<MusicaException>(() => answer);

        Assert.Null(thrown.Problem);
        Assert.EndsWith("Nobody there.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LocateAsync_AnswerOfAProxy_IsAProblem()
    {
        using var service = new ScriptedHandler(static () => new HttpResponseMessage(System.Net.HttpStatusCode.BadGateway)
        {
            Content = new StringContent("<html>"),
        });

        MusicaException thrown = await Assert.ThrowsAsync<MusicaException>(() => service.Client(_time).LocateAsync("photo"u8.ToArray()));

        Assert.Equal("502: Bad Gateway", thrown.Message);
    }

    [Fact]
    public async Task LocateAsync_Cancelled_ThrowsThat()
    {
        using var service = new ScriptedHandler(ScriptedHandler.Refusal("queue-full", 429));
        using var stop = new CancellationTokenSource();
        Task<Answer> answer = service.Client(_time).LocateAsync("photo"u8.ToArray(), cancellationToken: stop.Token);
        await _time.NextAsync();
        await _time.NextAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task LocateAsync_Options_AreInTheAddress()
    {
        using var service = new ScriptedHandler(ScriptedHandler.Answer);
        var options = new LocateOptions
        {
            Boxes = [new Box(1.5f, 2, 3, 4), new Box(5, 6, 7, 8)],
            MaxError = 0.04f,
            Timeout = TimeSpan.FromSeconds(1),
            Priority = Priority.Bulk,
            Model = "a b",
            Timing = true,
        };

        await service.Client(_time, static options => options.Key = "secret").LocateAsync("photo"u8.ToArray(), options);

        Assert.Equal(
            "/v1/landmarks?box=1.5%2C2%2C3%2C4&box=5%2C6%2C7%2C8&maxError=0.04&timeout=1000&priority=bulk&model=a%20b&timing=true",
            service.Seen[0].Address!.PathAndQuery);
        Assert.Equal("Bearer secret", service.Seen[0].Key!.ToString());
    }
}
