using Microsoft.Extensions.DependencyInjection;

namespace MuSiCa.Client.Tests;

/// <summary>The service refuses every second request: it allows one a second.</summary>
public sealed class RateLimitTests(RateLimitTests.LimitedService service) : IClassFixture<RateLimitTests.LimitedService>
{
    [Fact]
    public async Task LocateAsync_OverTheRate_IsAnsweredWhenItComesBack()
    {
        LocateOptions options = new() { Boxes = [Repository.Box] };
        for (int request = 0; request < 2; request++)
        {
            Assert.Single((await service.Rest.LocateAsync(Repository.Photo, options)).Faces);
            Assert.Single((await service.Grpc.LocateAsync(Repository.Photo, options)).Faces);
        }
    }

    [Fact]
    public async Task LocateAsync_OverTheRateInOneAttempt_ThrowsWithTheTimeToWait()
    {
        await using ServiceProvider once = service.Clients(static options => options.Attempts = 1);
        MusicaClient client = once.GetRequiredService<MusicaClient>();

        MusicaException thrown = await Assert.ThrowsAsync<MusicaException>(
            () => Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.LocateAsync(Repository.Photo))));

        Assert.Equal("rate-limited", thrown.Problem!.Type);
        Assert.Equal(TimeSpan.FromSeconds(1), thrown.Problem.RetryAfter);
    }

    public sealed class LimitedService : RunningService
    {
        protected override string[] Settings => ["MuSiCa:Security:RateLimits:AddressRequests=60", "MuSiCa:Security:RateLimits:Burst=1s"];
    }
}
