using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MuSiCa.Service.Decoding;
using MuSiCa.Serving;

namespace MuSiCa.Service.Tests;

/// <summary>The memory of pixels: an image that finds none waits for it, and one that could wait for ever is refused.</summary>
public sealed class ImageMemoryTests
{
    // Enough for bodies, and not for the pixels of any image with what decoding needs beside them.
    private const long Left = 1_000_000;

    [Theory]
    [InlineData(TestService.Address)]
    [InlineData("/v1/landmarks")]
    public async Task Post_NoMemoryForPixels_WaitsUntilThereIs(string address)
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        long all = service.Memory.FreeFor(MemoryUse.Images) - Left;
        Assert.True(service.Memory.TryTake(all, MemoryUse.Images));

        Task<HttpResponseMessage> waiting = client.PostAsync(address, Http.Body(TestImages.Png));
        await UntilAsync(() => service.Services.GetRequiredService<DecodeWorkers>().Depth == 1);
        bool isAnswered = waiting.IsCompleted;
        service.Memory.Free(all, MemoryUse.Images);

        Assert.False(isAnswered);
        await Http.AnswerAsync(await waiting);
    }

    [Fact]
    public async Task Post_ClientLeavesWhileItsImageWaitsForMemory_LeavesNothingAndOthersGoOn()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        long all = service.Memory.FreeFor(MemoryUse.Images) - Left;
        Assert.True(service.Memory.TryTake(all, MemoryUse.Images));
        using var leaving = new CancellationTokenSource();
        Task<HttpResponseMessage> leaves = client.PostAsync(TestService.Address, Http.Body(TestImages.Png), leaving.Token);
        Task<HttpResponseMessage> stays = client.PostAsync(TestService.Address, Http.Body(TestImages.Png));
        await UntilAsync(() => service.Scheduler.PlacesTaken == 2);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        service.Memory.Free(all, MemoryUse.Images);

        await Http.AnswerAsync(await stays);
    }

    [Fact]
    public async Task Post_ImageNeedsMoreThanIsEverFree_IsRefusedWithTheSettingThatSaysSo()
    {
        using TestService service = new TestService()
            .With("Serving:MemoryLimit", "24000000")
            .With("Requests:MaxBytes", "100000").With("Requests:MaxFiles", "1").With("Requests:MaxFaces", "1");
        HttpClient client = await service.ReadyAsync();

        HttpResponseMessage refused = await client.PostAsync(
            "/v1/landmarks?box=0,0,2000,1500", Http.Body(TestImages.Paint(2000, 1500).EncodePng()));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Contains(
            "MuSiCa:Serving:MemoryLimit", (string?)(await Http.ProblemAsync(refused, "image-too-many-pixels"))["detail"], StringComparison.Ordinal);
        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
        }
    }
}
