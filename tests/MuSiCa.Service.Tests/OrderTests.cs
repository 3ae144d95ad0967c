using System.Net;
using System.Text.Json.Nodes;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

/// <summary>What a request asks of the scheduler, and what becomes of its time.</summary>
public sealed class OrderTests
{
    private readonly TestTime _time = new();

    [Theory]
    [InlineData("", FacePriority.Interactive)]
    [InlineData("&priority=interactive", FacePriority.Interactive)]
    [InlineData("&priority=bulk", FacePriority.Bulk)]
    public async Task Post_Priority_IsThatOfTheOrder(string query, FacePriority priority)
    {
        FaceOrder order = await OrderAsync(query);

        Assert.Equal(priority, order.Priority);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("&timeout=250", 250)]
    [InlineData("&timeout=30000", 30_000)]
    public async Task Post_Timeout_IsTheTimeLeftOnlyWhereTheCallerNamesIt(string query, int? milliseconds)
    {
        FaceOrder order = await OrderAsync(query);

        Assert.Equal(milliseconds, order.TimeLeft?.TotalMilliseconds);
    }

    [Fact]
    public async Task Post_Limits_AreThoseOfTheOrder()
    {
        FaceOrder order = await OrderAsync("&maxError=0.3&maxStages=2&profile=fast");

        Assert.Equal((0.3f, 2, "fast"), (order.Limits.MaxError, order.Limits.MaxStages, order.Limits.Profile));
    }

    [Fact]
    public async Task Post_SeveralFilesAndBoxes_AreOneOrder()
    {
        var orders = new List<FaceOrder>();
        using TestService service = Service(orders);
        HttpClient client = await service.ReadyAsync();

        await Http.AnswerAsync(await client.PostAsync(
            $"{TestService.Address}&box=0,0,9,9", Http.Form(TestImages.Png, TestImages.Jpeg, TestImages.WebPLossy)));

        Assert.Equal(6, Assert.Single(orders).Faces);
    }

    [Fact]
    public async Task Post_SeveralImages_AreUnderWayTogether()
    {
        int faces = 0;
        var both = new Signal();
        var aligner = new StubAligner
        {
            OnAlign = async (_, _) =>
            {
                if (Interlocked.Increment(ref faces) == 2)
                {
                    both.Give();
                }

                await both.Given;
                return StubAligner.Done;
            },
        };
        using TestService service = new TestService().With(aligner);
        HttpClient client = await service.ReadyAsync();

        JsonNode answer = await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Form(TestImages.Png, TestImages.Jpeg)));

        Assert.All(answer["images"]!.AsArray(), image => Assert.NotNull(image!["faces"]));
    }

    [Fact]
    public async Task Post_BodyTakesItsTime_LeavesLessForTheFaces()
    {
        var orders = new List<FaceOrder>();
        using TestService service = Service(orders).OnKestrel();
        HttpClient client = await service.ReadyAsync();
        var slow = new SlowContent(TestImages.Png);
        Task<HttpResponseMessage> pending = client.PostAsync($"{TestService.Address}&timeout=1000&timing=true", slow);
        await _time.TimerSet.Given;

        _time.Advance(TimeSpan.FromMilliseconds(400));
        slow.GoOn.Give();

        JsonNode answer = await Http.AnswerAsync(await pending);
        Assert.Equal(600, Assert.Single(orders).TimeLeft?.TotalMilliseconds);
        Assert.Equal(400, (double)answer["timing"]!["receive"]!);
    }

    [Fact]
    public async Task Post_TimeoutOverWhileAligning_IsTheCallersOwn()
    {
        var inside = new Signal();
        var aligner = new StubAligner
        {
            OnAlign = async (_, token) =>
            {
                inside.Give();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return StubAligner.Done;
            },
        };
        using TestService service = new TestService().With(aligner).With(_time);
        HttpClient client = await service.ReadyAsync();
        Task<HttpResponseMessage> pending = client.PostAsync($"{TestService.Address}&timeout=200", Http.Body(TestImages.Png));
        await inside.Given;

        _time.Advance(TimeSpan.FromMilliseconds(200));

        JsonNode problem = await Http.ProblemAsync(await pending, "timed-out");
        Assert.Contains("within 0.2 s (parameter timeout)", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_FaceExpires_IsTimedOut()
    {
        var aligner = new StubAligner { OnAlign = (_, _) => Task.FromException<FaceOutcome>(new DeadlineExceededException()) };
        using TestService service = new TestService().With(aligner);
        HttpClient client = await service.ReadyAsync();

        HttpResponseMessage response = await client.PostAsync($"{TestService.Address}&timeout=200", Http.Body(TestImages.Png));

        await Http.ProblemAsync(response, "timed-out");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
    }

    // Time stands still while the model is warmed, so each stage is measured as it is told here.
    [Fact]
    public async Task Post_TimeoutForOneStageOnly_LeavesWithWhatItHas()
    {
        using TestService service = new TestService().With(_time).With("Inference:Lanes", "1");
        service.Stages.OnRun = _ => _time.Advance(TimeSpan.FromMilliseconds(100));
        HttpClient client = await service.ReadyAsync();

        JsonNode some = await Http.AnswerAsync(await client.PostAsync($"{TestService.Address}&timeout=150", Http.Body(TestImages.Png)));
        JsonNode all = await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));

        Assert.Equal((1, "deadline"), ((int)some["faces"]![0]!["stages"]!, (string?)some["faces"]![0]!["exit"]));
        Assert.Equal((3, "exhausted"), ((int)all["faces"]![0]!["stages"]!, (string?)all["faces"]![0]!["exit"]));
    }

    [Fact]
    public async Task Post_TimeoutShorterThanWhatIsAhead_IsRefusedAtOnce()
    {
        var inStage = new Signal();
        var goOn = new Signal();
        using TestService service = new TestService().With(_time).With("Inference:Lanes", "1");
        service.Stages.OnRun = _ => _time.Advance(TimeSpan.FromMilliseconds(100));
        HttpClient client = await service.ReadyAsync();
        service.Stages.OnRun = _ =>
        {
            inStage.Give();
            goOn.Wait();
        };
        Task<HttpResponseMessage> running = client.PostAsync(TestService.Address, Http.Body(TestImages.Png));
        await inStage.Given;

        HttpResponseMessage late = await client.PostAsync($"{TestService.Address}&timeout=50", Http.Body(TestImages.Png));

        JsonNode problem = await Http.ProblemAsync(late, "timeout-unreachable");
        Assert.Contains("50 ms are left and about 100 ms are needed", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.GatewayTimeout, late.StatusCode);
        goOn.Give();
        await Http.AnswerAsync(await running);
    }

    private async Task<FaceOrder> OrderAsync(string query)
    {
        var orders = new List<FaceOrder>();
        using TestService service = Service(orders);
        HttpClient client = await service.ReadyAsync();
        await Http.AnswerAsync(await client.PostAsync(TestService.Address + query, Http.Body(TestImages.Png)));
        return Assert.Single(orders);
    }

    private TestService Service(List<FaceOrder> orders)
    {
        var aligner = new StubAligner
        {
            OnAdmit = order =>
            {
                orders.Add(order);
                return null;
            },
        };
        return new TestService().With(aligner).With(_time);
    }
}
