using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using MuSiCa.Service.Security;

namespace MuSiCa.Service.Tests.Security;

public sealed class OpenDoorTests
{
    [Theory]
    [InlineData("http://[::]:8080")]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://+:8080")]
    [InlineData("http://10.1.2.3:8080")]
    [InlineData("https://example.org:443")]
    public void Warn_NothingSetAndReachedFromElsewhere_SaysSoOnceAndNamesTheSettings(string address)
    {
        FakeLogRecord record = Assert.Single(Warn([address, "http://127.0.0.1:8081"], new SecuritySettings()));

        Assert.Equal(LogLevel.Warning, record.Level);
        Assert.All(
            [address, "MuSiCa:Security:Keys", "MuSiCa:Security:RateLimits"],
            part => Assert.Contains(part, record.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("127.0.0.1:8081", record.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://localhost:8080")]
    [InlineData("http://[::1]:8080")]
    [InlineData("http://unix:/run/musica.sock")]
    public void Warn_ReachedFromThisMachineAlone_SaysNothing(string address) => Assert.Empty(Warn([address], new SecuritySettings()));

    [Fact]
    public void Warn_SomethingSet_SaysNothing()
    {
        string[] addresses = ["http://[::]:8080"];

        Assert.Empty(Warn(addresses, new SecuritySettings { Keys = new Dictionary<string, string> { ["web"] = TestKeys.Hash("a") } }));
        Assert.Empty(Warn(addresses, new SecuritySettings { RateLimits = new RateLimitSettings { AddressMegapixels = 1 } }));
        Assert.Empty(Warn(addresses, new SecuritySettings(), ("Kestrel:Endpoints:Https:ClientCertificateMode", "RequireCertificate")));
        Assert.Single(Warn(addresses, new SecuritySettings(), ("Kestrel:Endpoints:Https:ClientCertificateMode", "AllowCertificate")));
        Assert.Single(Warn(addresses, new SecuritySettings { AllowedOrigins = "*" }));
    }

    private static IReadOnlyList<FakeLogRecord> Warn(
        string[] addresses, SecuritySettings settings, params (string Name, string Value)[] configuration)
    {
        var logger = new FakeLogger();
        IConfiguration built = new ConfigurationBuilder()
            .AddInMemoryCollection(configuration.Select(static entry => KeyValuePair.Create(entry.Name, (string?)entry.Value)))
            .Build();

        OpenDoor.Warn(addresses, settings, built, logger);

        return logger.Collector.GetSnapshot();
    }
}
