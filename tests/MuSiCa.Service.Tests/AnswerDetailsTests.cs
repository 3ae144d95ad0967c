using System.Text.Json.Nodes;
using MuSiCa.Inference;

namespace MuSiCa.Service.Tests;

/// <summary>What an answer carries beside the landmarks.</summary>
public sealed class AnswerDetailsTests
{
    [Fact]
    public async Task Post_TimingAsked_SaysWhereTheTimeWent()
    {
        using TestService service = new TestService().With(new StubAligner()).With(new TestTime());
        HttpClient client = await service.ReadyAsync();

        JsonNode answer = await AnswerAsync(client, "&timing=true");

        Assert.Equal("""{"receive":0,"wait":0,"decode":0,"frame":0}""", answer["timing"]!.ToJsonString());
        Assert.Equal("""{"wait":1.5,"gather":0.25,"execute":3.125}""", answer["faces"]![0]!["timing"]!.ToJsonString());
    }

    [Fact]
    public async Task Post_TimingAskedOfTheRealScheduler_IsThere()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();

        JsonNode answer = (await Http.AnswerAsync(await client.PostAsync(
            $"{TestService.Address}&timing=true", Http.Form(TestImages.Png, TestImages.Jpeg))))["images"]![1]!;

        Assert.All(["receive", "wait", "decode", "frame"], phase => Assert.InRange((double)answer["timing"]![phase]!, 0, 60_000));
        Assert.All(["wait", "gather", "execute"], phase => Assert.InRange((double)answer["faces"]![0]!["timing"]![phase]!, 0, 60_000));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&timing=false")]
    public async Task Post_TimingNotAsked_IsAbsent(string query)
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();

        JsonNode answer = await AnswerAsync(client, query);

        Assert.Equal(["model", "image", "faces"], answer.AsObject().Select(static property => property.Key));
        Assert.Equal(
            ["box", "landmarks", "stages", "exit", "predictedError", "status"],
            answer["faces"]![0]!.AsObject().Select(static property => property.Key));
    }

    [Fact]
    public async Task Post_FaceLeftInTheDegradedMode_SaysSo()
    {
        // One place taken of one is enough for the mode; the threshold of the tiny model is far below the error then.
        using TestService service = new TestService()
            .With("Serving:QueueLimit", "1").With("Requests:MaxFaces", "1")
            .With("Serving:Degraded:Enabled", "true").With("Serving:Degraded:Factor", "100").With("Serving:Degraded:MaxError", "1");
        service.Stages.PredictedError = static _ => FakeStages.Package.Exit.Threshold * 2;
        HttpClient client = await service.ReadyAsync();

        JsonNode degraded = await AnswerAsync(client, "");
        JsonNode named = await AnswerAsync(client, "&maxError=0.0001");

        Assert.Equal((true, 1), ((bool?)degraded["faces"]![0]!["degraded"], (int)degraded["faces"]![0]!["stages"]!));
        Assert.Equal((null, 3), (named["faces"]![0]!["degraded"], (int)named["faces"]![0]!["stages"]!));
    }

    [Fact]
    public async Task Post_Deadline_IsAnExit()
    {
        var aligner = new StubAligner { OnAlign = static (_, _) => Task.FromResult(StubAligner.Done with { Exit = ExitReason.Deadline }) };
        using TestService service = new TestService().With(aligner);
        HttpClient client = await service.ReadyAsync();

        Assert.Equal("deadline", (string?)(await AnswerAsync(client, "&timeout=1000"))["faces"]![0]!["exit"]);
    }

    [Fact]
    public async Task Post_FaceWentThroughTheCascadeTwice_SaysSo()
    {
        var aligner = new StubAligner { OnAlign = static (_, _) => Task.FromResult(StubAligner.Done with { Passes = 2 }) };
        using TestService service = new TestService().With(aligner);
        HttpClient client = await service.ReadyAsync();

        Assert.Equal(2, (int?)(await AnswerAsync(client, ""))["faces"]![0]!["passes"]);
    }

    private static async Task<JsonNode> AnswerAsync(HttpClient client, string query) =>
        await Http.AnswerAsync(await client.PostAsync(TestService.Address + query, Http.Body(TestImages.Png)));
}
