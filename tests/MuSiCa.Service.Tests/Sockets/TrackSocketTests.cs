using System.Text.Json.Nodes;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Tests.Security;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests.Sockets;

/// <summary>
/// The stream over a WebSocket, on Kestrel itself. What the service holds when a test is over fails it: memory, places, streams.
/// </summary>
public sealed class TrackSocketTests
{
    [Fact]
    public async Task Stream_SeveralFrames_AreAnsweredInOrder()
    {
        using TestService service = Service();
        HttpClient http = await service.ReadyAsync();
        using SocketClient client = await SocketClient.OpenAsync(http);
        await client.SettingsAsync("""{"pose": false, "spread": true, "maxFaces": 2, "profile": null}""");
        for (int i = 0; i < 4; i++)
        {
            await client.FrameAsync(TestImages.Png);
        }

        List<JsonNode> answers = [];
        for (int i = 0; i < 4; i++)
        {
            answers.Add(await client.AnswerAsync());
        }

        await client.CloseAsync();

        Assert.Equal([0, 1, 2, 3], answers.Select(static answer => (int)answer["frame"]!));
        Assert.All(answers, static answer => Assert.Equal(TestImages.Width, (int)answer["image"]!["width"]!));
        Assert.All(answers, static answer => Assert.Null(answer["problem"]));
        Assert.All(answers, static answer => Assert.NotNull(answer["faces"]));
    }

    [Fact]
    public async Task Stream_FrameThatIsDamaged_HasItsProblemAndTheStreamGoesOn()
    {
        using TestService service = Service();
        using SocketClient client = await SocketClient.OpenAsync(await service.ReadyAsync());
        await client.SettingsAsync();
        await client.FrameAsync(TestImages.Text);
        await client.FrameAsync([]);
        await client.FrameAsync(TestImages.Png);

        JsonNode damaged = await client.AnswerAsync();
        JsonNode empty = await client.AnswerAsync();
        JsonNode whole = await client.AnswerAsync();
        await client.CloseAsync();

        Http.AssertInTable(damaged["problem"]!);
        Assert.Equal("urn:musica:problem:image-unsupported", (string?)damaged["problem"]!["type"]);
        Assert.Equal("urn:musica:problem:image-empty", (string?)empty["problem"]!["type"]);
        Assert.Null(damaged["faces"]);
        Assert.Equal((2, null), ((int)whole["frame"]!, whole["problem"]));
    }

    [Fact]
    public async Task Stream_FrameWithoutMemory_IsDroppedAndTheStreamGoesOn()
    {
        using TestService service = Service();
        using SocketClient client = await SocketClient.OpenAsync(await service.ReadyAsync());
        await client.SettingsAsync();
        await client.FrameAsync(TestImages.Png);
        await client.AnswerAsync();
        long all = service.Memory.FreeFor(MemoryUse.Messages);
        Assert.True(service.Memory.TryTake(all, MemoryUse.Messages));
        await client.FrameAsync(TestImages.Png);
        JsonNode refused = await client.AnswerAsync();
        service.Memory.Free(all, MemoryUse.Messages);
        await client.FrameAsync(TestImages.Png);
        JsonNode done = await client.AnswerAsync();
        await client.CloseAsync();

        Assert.Equal("urn:musica:problem:memory-full", (string?)refused["problem"]!["type"]);
        Assert.Equal(1, (double?)refused["retryAfter"]);
        Assert.NotNull(done["faces"]);
    }

    [Theory]
    [InlineData("""{"maxFaces": 1000}""", 1008, "parameter-invalid", "maxFaces")]
    [InlineData("""{"frames": "some"}""", 1008, "parameter-invalid", "every or latest")]
    [InlineData("""{"profile": "quick"}""", 1008, "profile-unknown", "quick")]
    [InlineData("""{"model": "other"}""", 1008, "model-unknown", "other")]
    [InlineData("""{"poses": true}""", 1008, "request-malformed", "poses")]
    [InlineData("words", 1008, "request-malformed", "settings")]
    [InlineData("null", 1008, "request-malformed", "{}")]
    public async Task Settings_ThatCannotBeUsed_EndTheStreamAndSayWhy(string settings, int code, string type, string part)
    {
        using TestService service = Service();
        using SocketClient client = await SocketClient.OpenAsync(await service.ReadyAsync());
        await client.SettingsAsync(settings);

        (int ended, string? reason, List<JsonNode> told) = await client.EndAsync();

        Assert.Equal((code, type), (ended, reason));
        JsonNode problem = Assert.Single(told)["problem"]!;
        Http.AssertInTable(problem);
        Assert.Contains(part, (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_TooLong_EndTheStream()
    {
        using TestService service = Service();
        using SocketClient client = await SocketClient.OpenAsync(await service.ReadyAsync());
        await client.SettingsAsync($"{{\"model\": \"{new string('m', 5000)}\"}}");

        Assert.Equal(1009, (await client.EndAsync()).Code);
    }

    [Fact]
    public async Task Stream_TextWhereAFrameIsDue_EndsBehindTheFramesBefore()
    {
        using TestService service = Service();
        using SocketClient client = await SocketClient.OpenAsync(await service.ReadyAsync());
        await client.SettingsAsync();
        await client.FrameAsync(TestImages.Png);
        await client.TextAsync("{}");

        (int code, string? reason, List<JsonNode> told) = await client.EndAsync();

        Assert.Equal((1003, "request-malformed"), (code, reason));
        Assert.Equal(0, (int)told[0]["frame"]!);
        Assert.NotNull(told[1]["problem"]);
    }

    [Fact]
    public async Task Stream_FrameBeforeTheSettings_EndsIt()
    {
        using TestService service = Service();
        using SocketClient client = await SocketClient.OpenAsync(await service.ReadyAsync());
        await client.FrameAsync(TestImages.Png);

        Assert.Equal(1003, (await client.EndAsync()).Code);
    }

    [Fact]
    public async Task Stream_HugeMessage_EndsIt()
    {
        using TestService service = Service().With("Requests:MaxBytes", "20000");
        using SocketClient client = await SocketClient.OpenAsync(await service.ReadyAsync());
        await client.SettingsAsync();
        await client.FrameAsync(new byte[30_000]);

        (int code, string? reason, _) = await client.EndAsync();

        Assert.Equal((1009, "body-too-large"), (code, reason));
    }

    [Fact]
    public async Task Stream_ClientLeavesWhileAFrameIsAligned_GivesEverythingBack()
    {
        var begun = new Signal();
        var ended = new Signal();
        var aligner = StubAligner.Endless(begun, ended);
        using TestService service = Real().With(aligner);
        using (SocketClient client = await SocketClient.OpenAsync(await service.ReadyAsync()))
        {
            await client.SettingsAsync();
            await client.FrameAsync(Photo());
            await begun.Given;
        }

        await ended.Given;
    }

    [Fact]
    public async Task Stream_ClientLeavesInTheMiddleOfAMessage_GivesItsMemoryBack()
    {
        using TestService service = Service();
        using (SocketClient client = await SocketClient.OpenAsync(await service.ReadyAsync()))
        {
            await client.SettingsAsync();
            await client.FrameAsync(new byte[10_000], isEnd: false);
            while (service.Memory.UsedFor(MemoryUse.Messages) < 10_000)
            {
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Stream_ServiceDrains_ClosesAsGoingAway()
    {
        using TestService service = Service();
        using SocketClient client = await SocketClient.OpenAsync(await service.ReadyAsync());
        await client.SettingsAsync();
        await client.FrameAsync(TestImages.Png);
        await client.AnswerAsync();

        service.State.Enter(ServicePhase.Draining);

        (int code, string? reason, _) = await client.EndAsync();
        Assert.Equal((1001, "draining"), (code, reason));
    }

    [Fact]
    public async Task Stream_NothingComesInTime_EndsIt()
    {
        var time = new TestTime();
        using TestService service = Service().With(time)
            .With("Requests:Timeout", "1h").With("Tracking:FirstFrameTimeout", "100ms").With("Serving:CloseTimeout", "1h");
        HttpClient http = await service.ReadyAsync();
        using SocketClient client = await SocketClient.OpenAsync(http);

        Task<JsonNode> told = client.AnswerAsync();
        while (!told.IsCompleted)
        {
            // Nothing tells when the service has begun to wait. Asked in between, it is not left behind by the time.
            time.Advance(TimeSpan.FromMilliseconds(100));
            (await http.GetAsync("/health/live")).Dispose();
        }

        (int code, string? reason, _) = await client.EndAsync();
        Assert.Equal((1008, "request-timeout"), (code, reason));
        Assert.Contains("FirstFrameTimeout", (string)(await told)["problem"]!["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_MoreStreamsThanAllowed_IsRefused()
    {
        using TestService service = Service().With("Tracking:MaxStreams", "1");
        HttpClient http = await service.ReadyAsync();
        using SocketClient first = await SocketClient.OpenAsync(http);

        Assert.Equal(429, await SocketClient.RefusedAsync(http));
        await first.CloseAsync();
    }

    [Fact]
    public async Task Open_WithKeysSet_NeedsOne()
    {
        using TestService service = Service().With("Security:Keys:camera", TestKeys.Hash("a"));
        HttpClient http = await service.ReadyAsync();

        Assert.Equal(401, await SocketClient.RefusedAsync(http));
        using SocketClient client = await SocketClient.OpenAsync(http, ("X-Api-Key", "a"));
        await client.CloseAsync();
    }

    [Theory]
    [InlineData("", "https://other.example", false)]
    [InlineData("", "null", false)]
    [InlineData("https://app.example", "https://app.example", true)]
    [InlineData("https://app.example", "https://app.example.evil", false)]
    [InlineData("*", "https://other.example", true)]
    public async Task Open_ByAPageOfAnotherOrigin_IsForItToAllow(string allowed, string origin, bool isOpened)
    {
        using TestService service = Service().With("Security:AllowedOrigins", allowed);
        HttpClient http = await service.ReadyAsync();

        if (isOpened)
        {
            using SocketClient client = await SocketClient.OpenAsync(http, ("Origin", origin));
            await client.CloseAsync();
        }
        else
        {
            Assert.Equal(403, await SocketClient.RefusedAsync(http, ("Origin", origin)));
        }
    }

    [Fact]
    public async Task Open_ByThePageOfTheService_IsAllowed()
    {
        using TestService service = Service();
        HttpClient http = await service.ReadyAsync();

        using SocketClient client = await SocketClient.OpenAsync(http, ("Origin", http.BaseAddress!.GetLeftPart(UriPartial.Authority)));
        await client.CloseAsync();
    }

    [Fact]
    public async Task Get_WithoutASocket_SaysWhatItIs()
    {
        using TestService service = Service();

        using HttpResponseMessage answer = await (await service.ReadyAsync()).GetAsync("/v1/track");

        JsonNode problem = await Http.ProblemAsync(answer, "request-malformed");
        Assert.Contains("WebSocket", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_Face_KeepsItsTrackAndHasWhatRestSays()
    {
        using TestService service = Real();
        using SocketClient client = await SocketClient.OpenAsync(await service.ReadyAsync());
        await client.SettingsAsync("""{"pose": true, "smoothing": {"beta": 10}}""");
        await client.FrameAsync(Photo());
        JsonNode first = await client.AnswerAsync();
        await client.FrameAsync(Photo());
        JsonNode second = await client.AnswerAsync();
        await client.CloseAsync();

        JsonNode started = Assert.Single(first["faces"]!.AsArray())!;
        JsonNode followed = Assert.Single(second["faces"]!.AsArray())!;
        Assert.Equal(("started", "followed"), ((string?)started["state"], (string?)followed["state"]));
        Assert.Equal((int)started["trackId"]!, (int)followed["trackId"]!);
        Assert.Equal(68, followed["landmarks"]!.AsArray().Count);
        Assert.Equal(["yaw", "pitch", "roll"], followed["pose"]!.AsObject().Select(static angle => angle.Key));
        Assert.Equal("accepted", (string?)followed["status"]);
    }

    private static byte[] Photo() => TestPaths.ReadBytesFromRepository("samples", "average-face.jpg");

    private static TestService Service() => new TestService().OnKestrel();

    private static TestService Real() => Service().WithModel(TestPaths.Model).With("Finding:Path", TestPaths.Finder);
}
