using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MuSiCa.Client.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void AddMusicaClient_Alone_HasTheAddressesOfTheService()
    {
        MusicaClientOptions options = Options(static _ => { });

        Assert.Equal(new Uri("http://localhost:8080"), options.Url);
        Assert.Equal(new Uri("http://localhost:8081"), options.GrpcUrl);
        Assert.Equal(TimeSpan.FromSeconds(30), options.Deadline);
    }

    [Fact]
    public void AddMusicaClient_OutOfRange_IsRefusedWithItsName()
    {
        OptionsValidationException thrown = Assert.Throws<OptionsValidationException>(
            () => Options(static options => (options.Attempts, options.Deadline, options.Url) = (0, TimeSpan.Zero, null!)));

        Assert.Equal(3, thrown.Failures.Count());
        Assert.Contains("Attempts", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Deadline", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Url", thrown.Message, StringComparison.Ordinal);
    }

    private static MusicaClientOptions Options(Action<MusicaClientOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddMusicaClient(configure);
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<MusicaClientOptions>>().Value;
    }
}
