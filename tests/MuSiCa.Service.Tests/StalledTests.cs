using System.Net;
using System.Text.Json.Nodes;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

public sealed class StalledTests
{
    [Fact]
    public async Task Requests_WhileTheModelHangs_AreRefusedAndTheServiceIsNeitherReadyNorAlive()
    {
        var aligner = new StubAligner();
        using TestService service = new TestService().With(aligner);
        HttpClient client = await service.ReadyAsync();

        aligner.IsStalled = true;
        HttpResponseMessage[] refused =
        [
            await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)),
            await client.GetAsync("/health/ready"),
            await client.GetAsync("/health/live"),
        ];
        aligner.IsStalled = false;

        foreach (HttpResponseMessage response in refused)
        {
            await Http.ProblemAsync(response, "stalled");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }

        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task Post_StageHangs_IsGivenUpAndTheServiceComesBackWithIt()
    {
        var time = new TestTime();
        var inStage = new Signal();
        var goOn = new Signal();
        using TestService service = new TestService().With(time).With("Serving:StageTimeout", "00:00:04").With("Inference:Lanes", "1");
        HttpClient client = await service.ReadyAsync();
        service.Stages.OnRun = _ =>
        {
            inStage.Give();
            goOn.Wait();
        };
        Task<HttpResponseMessage> pending = client.PostAsync(TestService.Address, Http.Body(TestImages.Png));
        await inStage.Given;

        time.Advance(TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(1));

        JsonNode problem = await Http.ProblemAsync(await pending, "alignment-stalled");
        string error = Assert.Single(service.TakeErrors());
        Assert.Contains((string)problem["traceId"]!, error, StringComparison.Ordinal);
        await Http.ProblemAsync(await client.GetAsync("/health/live"), "stalled");
        await Http.ProblemAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)), "stalled");
        goOn.Give();
        while (service.Scheduler.IsStalled)
        {
            await Task.Yield();
        }

        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));
        Assert.Equal((0, 0), (service.Scheduler.PlacesTaken, service.Memory.Used));
    }

    [Theory]
    [InlineData(RefusalReason.Stalled, "stalled")]
    [InlineData(RefusalReason.Draining, "draining")]
    public async Task Post_RefusedAtTheDoor_HasTheProblemOfTheService(RefusalReason reason, string type)
    {
        var aligner = new StubAligner { OnAdmit = _ => new AdmissionRefusal(reason, "x", null) };
        using TestService service = new TestService().With(aligner);
        HttpClient client = await service.ReadyAsync();

        await Http.ProblemAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)), type);
    }
}
