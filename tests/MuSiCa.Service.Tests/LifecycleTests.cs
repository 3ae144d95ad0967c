using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MuSiCa.Service.Hosting;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

public sealed class LifecycleTests
{
    [Fact]
    public async Task Requests_BeforeTheModelIsWarm_AreRefusedWhileTheServiceIsAlive()
    {
        var warm = new Signal();
        var aligner = new StubAligner { OnWarmUp = async _ => await warm.Given };
        using TestService service = new TestService().With(aligner);
        HttpClient client = service.Start();

        HttpResponseMessage post = await client.PostAsync(TestService.Address, Http.Body(TestImages.Png));

        await Http.ProblemAsync(post, "not-ready");
        Assert.NotNull(post.Headers.RetryAfter);
        await Http.ProblemAsync(await client.GetAsync("/health/ready"), "not-ready");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/models")).StatusCode);
        warm.Give();
        await service.ReadyAsync();
        Assert.Equal("""{"status":"ready"}""", await client.GetStringAsync("/health/ready"));
    }

    [Fact]
    public async Task WarmUp_Fails_StopsTheServiceAndSaysWhy()
    {
        var broken = new Signal();
        var aligner = new StubAligner
        {
            OnWarmUp = async _ =>
            {
                await broken.Given;
                throw new InvalidDataException("the device is gone");
            },
        };
        using TestService service = new TestService().With(aligner);
        service.Start();
        ServiceState state = service.State;
        Task warmUp = service.Hosted<Models.ModelWarmup>().ExecuteTask!;

        broken.Give();
        await warmUp;

        Assert.Equal("the device is gone", state.Failure);
        Assert.Contains(
            "The model tiny cannot run on cpu, the service stops: the device is gone",
            Assert.Single(service.TakeErrors()),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_WithADelay_AnswersUntilItIsOverAndFinishesWhatWasAccepted()
    {
        var time = new TestTime();
        var inStage = new Signal();
        var goOn = new Signal();
        using TestService service = new TestService().With("Serving:DrainDelay", "00:00:05").With(time);
        HttpClient client = await service.ReadyAsync();
        Task stop = service.Hosted<DrainService>().StoppingAsync(CancellationToken.None);

        // Not ready any more, and yet answering.
        await Http.ProblemAsync(await client.GetAsync("/health/ready"), "draining");
        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));
        service.Stages.OnRun = _ =>
        {
            inStage.Give();
            goOn.Wait();
        };
        Task<HttpResponseMessage> accepted = client.PostAsync(TestService.Address, Http.Body(TestImages.Png));
        await inStage.Given;
        time.Advance(TimeSpan.FromSeconds(5));

        // From here on refused, while the accepted face is still running.
        await Http.ProblemAsync(await WhenRefusedAsync(service, client), "draining");
        Assert.False(stop.IsCompleted);
        goOn.Give();
        await Http.AnswerAsync(await accepted);
        await stop;
    }

    [Fact]
    public async Task Stop_ByInterrupt_LeavesOutTheDelay()
    {
        using TestService service = new TestService().With("Serving:DrainDelay", "01:00:00").With(new TestTime());
        await service.ReadyAsync();
        Task stop = service.Hosted<DrainService>().StoppingAsync(CancellationToken.None);
        Assert.Equal(ServicePhase.Leaving, service.State.Phase);

        service.Services.GetRequiredService<InterruptSignal>().Give();

        await stop;
        Assert.Equal(ServicePhase.Draining, service.State.Phase);
    }

    // Nobody was sent here yet.
    [Fact]
    public async Task Stop_BeforeTheModelIsWarm_LeavesOutTheDelay()
    {
        var aligner = new StubAligner { OnWarmUp = static token => Task.Delay(Timeout.Infinite, token) };
        using TestService service = new TestService().With("Serving:DrainDelay", "01:00:00").With(new TestTime()).With(aligner);
        service.Start();

        await service.Hosted<DrainService>().StoppingAsync(CancellationToken.None);

        Assert.Equal(ServicePhase.Draining, service.State.Phase);
    }

    [Fact]
    public async Task Stop_FacesThatAreNotDone_AreGivenUpAfterTheDrainTimeout()
    {
        var time = new TestTime();
        using TestService service = new TestService().With("Serving:DrainTimeout", "00:00:07").With(time);
        await service.ReadyAsync();
        using IFaceAdmission held = service.Scheduler.Admit(new FaceOrder(1));
        Task stop = service.Hosted<DrainService>().StoppingAsync(CancellationToken.None);

        time.Advance(TimeSpan.FromSeconds(6));
        Assert.False(stop.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        await stop;
    }

    // A finder that hangs is given up after the limit, and nothing else is left to wait for.
    [Fact]
    public async Task Stop_OnlyHungWorkIsLeft_DoesNotWaitOutTheDrain()
    {
        var time = new TestTime();
        var inFinder = new Signal();
        var goOn = new Signal();
        var finder = new WatchedFinder();
        using TestService service = new TestService()
            .With(time).With(finder.Into).With("Inference:Lanes", "1").With("Serving:StageTimeout", "00:00:04");
        HttpClient client = await service.ReadyAsync();
        finder.OnRun = _ =>
        {
            inFinder.Give();
            goOn.Wait();
        };
        Task<HttpResponseMessage> hanging = client.PostAsync("/v1/landmarks", Http.Body(TestImages.Png));
        await inFinder.Given;
        Task<HttpResponseMessage> waiting = client.PostAsync("/v1/landmarks", Http.Body(TestImages.Png));
        while (service.Services.GetRequiredService<IFaceSearch>() is ServedDetector { PlacesTaken: < 2 })
        {
            await Task.Yield();
        }

        Task stop = service.Hosted<DrainService>().StoppingAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(5));

        await stop;
        await Http.ProblemAsync(await hanging, "alignment-stalled");
        await Http.ProblemAsync(await waiting, "stalled");
        Assert.Equal(0, service.Memory.Used);
        Assert.Single(service.TakeErrors());
        goOn.Give();
    }

    [Fact]
    public async Task Stop_TakingTooLong_GivesUpWithoutAnError()
    {
        using var service = new TestService();
        await service.ReadyAsync();
        using IFaceAdmission held = service.Scheduler.Admit(new FaceOrder(1));

        await service.Hosted<DrainService>().StoppingAsync(new CancellationToken(canceled: true));

        Assert.Equal(ServicePhase.Draining, service.State.Phase);
    }

    // The delay ends on another thread: a request may still be let in after the clock was moved.
    private static async Task<HttpResponseMessage> WhenRefusedAsync(TestService service, HttpClient client)
    {
        while (service.State.Phase != ServicePhase.Draining)
        {
            await Task.Yield();
        }

        return await client.PostAsync(TestService.Address, Http.Body(TestImages.Png));
    }
}
