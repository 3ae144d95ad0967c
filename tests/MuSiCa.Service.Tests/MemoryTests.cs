using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Hosting;
using MuSiCa.Service.Models;
using MuSiCa.Service.Sizing;
using MuSiCa.Service.Uploads;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

public sealed class MemoryTests
{
    private static readonly RequestOptions Small = new() { MaxBytes = 100_000, MaxFiles = 2, MaxFaces = 2 };

    private static long Needed => ((8 * BodyBytes.MostFor(Small, new ImagingOptions())) + 2) / 3;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_NoMemoryForTheBody_IsRefusedUntilThereIs(bool chunked)
    {
        using TestService service = new TestService().OnKestrel();
        HttpClient client = await service.ReadyAsync();
        long taken = service.Memory.FreeFor(MemoryUse.Bodies) - 60;
        Assert.True(service.Memory.TryTake(taken));

        HttpResponseMessage refused = await client.SendAsync(Request(chunked));
        service.Memory.Free(taken);
        HttpResponseMessage answered = await client.SendAsync(Request(chunked));

        JsonNode problem = await Http.ProblemAsync(refused, "memory-full");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Contains("MuSiCa:Serving:MemoryLimit", (string?)problem["detail"], StringComparison.Ordinal);
        await Http.AnswerAsync(answered);
        Assert.Equal(0, service.Memory.Used);
    }

    [Fact]
    public async Task Post_NoMemoryForTheSecondFile_IsRefusedAndGivesTheFirstBack()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        long taken = service.Memory.FreeFor(MemoryUse.Bodies) - (100 * 1024);
        Assert.True(service.Memory.TryTake(taken));

        HttpResponseMessage refused = await client.PostAsync(TestService.Address, Http.Form(TestImages.Png, TestImages.Jpeg));

        await Http.ProblemAsync(refused, "memory-full");
        Assert.Equal(taken, service.Memory.Used);
        service.Memory.Free(taken);
    }

    [Fact]
    public async Task Post_NoMemoryForTheFaces_IsRefused()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        long taken = service.Memory.FreeFor(MemoryUse.Faces) - (64 * 1024) - PreparedFace.BytesOf(FakeStages.Package);
        Assert.True(service.Memory.TryTake(taken, MemoryUse.Faces));

        HttpResponseMessage two = await client.PostAsync($"{TestService.Address}&box=0,0,9,9", Http.Body(TestImages.Png));
        HttpResponseMessage one = await client.PostAsync(TestService.Address, Http.Body(TestImages.Png));

        await Http.ProblemAsync(two, "memory-full");
        await Http.AnswerAsync(one);
        Assert.Equal((taken, 0), (service.Memory.Used, service.Scheduler.PlacesTaken));
        service.Memory.Free(taken, MemoryUse.Faces);
    }

    [Fact]
    public async Task Post_BodyArrives_CountsWhileItDoes()
    {
        using TestService service = new TestService().OnKestrel();
        HttpClient client = await service.ReadyAsync();
        var content = new EndlessContent();
        using var leaving = new CancellationTokenSource();
        Task<HttpResponseMessage> pending = client.PostAsync(TestService.Address, content, leaving.Token);
        await UntilAsync(() => service.Memory.Used == 64 * 1024);

        await leaving.CancelAsync();
        content.LetGo.Give();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        await UntilAsync(() => service.Memory.Used == 0);
    }

    [Fact]
    public void Create_LimitThatHoldsTheLargestRequest_IsTaken() => Assert.Equal(
        Needed,
        MemorySetup.Create(Plan(Needed), Small, new ImagingOptions(), FakeStages.Package).Limit);

    [Fact]
    public void Create_LimitOneByteBelow_NamesTheSettingAndWhatItMustBe()
    {
        Exception failure = Assert.Throws<OptionsValidationException>(
            () => MemorySetup.Create(Plan(Needed - 1), Small, new ImagingOptions(), FakeStages.Package));

        Assert.Equal(
            $"The settings cannot be used:{Environment.NewLine}  MuSiCa:Serving:MemoryLimit is {Needed - 1}; it must be at least {Needed} "
                + "bytes, which the largest request of MuSiCa:Requests may take, or that could never be accepted.",
            StartupFailure.Describe(failure));
    }

    [Fact]
    public void Create_MoreThanTheContainerHas_SaysWhatIsNeeded()
    {
        MemoryPlan plan = MemoryPlan.Create(512 << 20, isContainer: true, native: 100 << 20, setting: 400 << 20);

        Exception failure = Assert.Throws<ContainerTooSmallException>(
            () => MemorySetup.Create(plan, Small, new ImagingOptions(), FakeStages.Package));

        Assert.StartsWith("The container may use 512 MiB of memory, and at least ", StartupFailure.Describe(failure), StringComparison.Ordinal);
        Assert.Contains("lower MuSiCa:Serving:MemoryLimit", failure.Message, StringComparison.Ordinal);
    }

    private static MemoryPlan Plan(long budget) => MemoryPlan.Create(1 << 30, isContainer: true, native: 0, budget);

    private static HttpRequestMessage Request(bool chunked)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, TestService.Address) { Content = Http.Body(TestImages.Png) };
        request.Headers.TransferEncodingChunked = chunked;
        return request;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
        }
    }
}
