using System.Net;
using System.Text.Json.Nodes;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

public sealed class RequestTimeTests
{
    [Fact]
    public async Task Post_BodyDoesNotArrive_IsTheClientsTimeout()
    {
        var time = new TestTime();
        using TestService service = new TestService().With("Requests:Timeout", "00:00:05").With(time);
        HttpClient client = await service.ReadyAsync();
        var content = new EndlessContent();
        Task<HttpResponseMessage> pending = client.PostAsync(TestService.Address, content);
        await time.TimerSet.Given;

        time.Advance(TimeSpan.FromSeconds(5));
        content.LetGo.Give();

        JsonNode problem = await Http.ProblemAsync(await pending, "request-timeout");
        Assert.Equal(HttpStatusCode.RequestTimeout, (await pending).StatusCode);
        Assert.Contains("within 5 s", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_StageDoesNotEnd_IsTheServicesTimeoutAndFreesThePlace()
    {
        var time = new TestTime();
        var inStage = new Signal();
        var goOn = new Signal();
        using TestService service = new TestService().With("Requests:Timeout", "00:00:05").With(time);
        HttpClient client = await service.ReadyAsync();
        service.Stages.OnRun = _ =>
        {
            inStage.Give();
            goOn.Wait();
        };
        Task<HttpResponseMessage> pending = client.PostAsync(TestService.Address, Http.Body(TestImages.Png));
        await inStage.Given;

        time.Advance(TimeSpan.FromSeconds(5));

        await Http.ProblemAsync(await pending, "timed-out");
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await pending).StatusCode);
        Assert.Equal(0, service.Scheduler.PlacesTaken);
        goOn.Give();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_ClientLeavesMidway_CancelsTheFacesAndIsNoError(bool kestrel)
    {
        var inside = new Signal();
        var cancelled = new Signal();
        var aligner = new StubAligner { OnAlign = (_, token) => WaitForeverAsync(inside, cancelled, token) };
        using TestService service = new TestService().With(aligner);
        if (kestrel)
        {
            service.OnKestrel();
        }

        HttpClient client = await service.ReadyAsync();
        using var leaving = new CancellationTokenSource();
        Task<HttpResponseMessage> pending = client.PostAsync(TestService.Address, Http.Form(TestImages.Png, TestImages.Jpeg), leaving.Token);
        await inside.Given;

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        await cancelled.Given;
    }

    [Fact]
    public async Task Post_ClientLeavesWhileSending_IsNoErrorAndTheNextIsServed()
    {
        var time = new TestTime();
        using TestService service = new TestService().With(time).OnKestrel();
        HttpClient client = await service.ReadyAsync();
        using var leaving = new CancellationTokenSource();
        var content = new EndlessContent();
        Task<HttpResponseMessage> pending = client.PostAsync(TestService.Address, content, leaving.Token);
        await time.TimerSet.Given;

        await leaving.CancelAsync();
        content.LetGo.Give();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));
    }

    private static async Task<FaceOutcome> WaitForeverAsync(Signal inside, Signal cancelled, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(_ => cancelled.Give(), null);
        inside.Give();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException("Nobody waits forever.");
    }
}
