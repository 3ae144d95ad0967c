using Microsoft.Extensions.Configuration;
using MuSiCa.Service.Health;

namespace MuSiCa.Service.Tests;

public sealed class HealthCheckCommandTests
{
    [Fact]
    public async Task RunAsync_ServiceReady_IsZero()
    {
        using TestService service = new TestService().OnKestrel();
        HttpClient client = await service.ReadyAsync();

        (int code, string output) = await RunAsync(("urls", client.BaseAddress!.ToString()));

        Assert.Equal(0, code);
        Assert.Contains("/health/ready answers 200", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ServiceNotReady_IsOne()
    {
        using TestService service = new TestService().OnKestrel();
        HttpClient client = await service.ReadyAsync();
        service.State.Enter(Hosting.ServicePhase.Leaving);

        (int code, string output) = await RunAsync(("urls", client.BaseAddress!.ToString()));

        Assert.Equal(1, code);
        Assert.Contains("answers 503", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NobodyThere_IsOne()
    {
        (int code, string output) = await RunAsync(("urls", "http://127.0.0.1:1"));

        Assert.Equal(1, code);
        Assert.Contains("does not answer", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080/")]
    [InlineData("http://127.0.0.1:5000/", "http_ports", "5000")]
    [InlineData("http://127.0.0.1:5000/", "http_ports", "5000;6000")]
    [InlineData("http://127.0.0.1:7000/", "http_ports", "5000", "urls", "http://*:7000")]
    [InlineData("http://127.0.0.1:7000/", "urls", "https://*:7001;http://+:7000")]
    [InlineData("http://127.0.0.1:7000/", "urls", "http://0.0.0.0:7000")]
    [InlineData("http://127.0.0.1:7000/", "urls", "http://[::]:7000")]
    [InlineData("http://10.1.2.3:7000/", "urls", "http://10.1.2.3:7000")]
    [InlineData("http://localhost:7000/", "urls", "http://localhost:7000")]
    [InlineData("http://127.0.0.1:9000/", "urls", "http://*:7000", "Kestrel:Endpoints:Http:Url", "http://*:9000")]
    [InlineData("http://127.0.0.1:8080/", "urls", "nonsense")]
    public void Of_TheSameConfiguration_IsWhereTheServiceListens(string expected, params string[] settings)
    {
        IConfiguration configuration = Configuration(settings.Chunk(2).Select(pair => (pair[0], pair[1])));

        Assert.Equal(expected, ServiceAddress.Of(configuration).ToString());
    }

    [Theory]
    [InlineData(true, "--health-check")]
    [InlineData(true, "--urls", "http://*:1", "--health-check")]
    [InlineData(false, "--urls", "http://*:1")]
    [InlineData(false)]
    public void IsRequested_Arguments_AreLookedThrough(bool expected, params string[] args) =>
        Assert.Equal(expected, HealthCheckCommand.IsRequested(args));

    private static async Task<(int Code, string Output)> RunAsync(params (string Name, string Value)[] settings)
    {
        using var output = new StringWriter();
        int code = await HealthCheckCommand.RunAsync(Configuration(settings), output);
        return (code, output.ToString());
    }

    private static IConfiguration Configuration(IEnumerable<(string Name, string Value)> settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)))
        .Build();
}
