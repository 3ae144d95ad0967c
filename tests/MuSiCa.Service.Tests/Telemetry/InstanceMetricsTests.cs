using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Tests;

public sealed class InstanceMetricsTests
{
    [Fact]
    public async Task Scrape_Build_SaysWhatRuns()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();

        string line = (await client.GetStringAsync(MetricsEndpoint.Path)).Split('\n')
            .Single(static line => line.StartsWith("musica_build_info{", StringComparison.Ordinal));

        Assert.EndsWith(" 1", line, StringComparison.Ordinal);
        Assert.Contains($"runtime=\"{System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}\"", line, StringComparison.Ordinal);
        Assert.Contains("provider=\"cpu\"", line, StringComparison.Ordinal);
        Assert.Matches("version=\"[0-9.]+\"", line);
    }

    [Fact]
    public async Task Scrape_Ready_IsWhatTheProbeSays()
    {
        var warm = new TaskCompletionSource();
        using TestService service = new TestService().With(new StubAligner { OnWarmUp = _ => warm.Task });
        HttpClient client = service.Start();

        Assert.Contains("musica_ready{} 0\n", await client.GetStringAsync(MetricsEndpoint.Path), StringComparison.Ordinal);
        warm.SetResult();
        await service.ReadyAsync();
        Assert.Contains("musica_ready{} 1\n", await client.GetStringAsync(MetricsEndpoint.Path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.2.0+0a1b", "1.2.0", "0a1b")]
    [InlineData("1.2.0-rc.1", "1.2.0-rc.1", "unknown")]
    [InlineData("1.2.0+", "1.2.0", "unknown")]
    [InlineData("", "unknown", "unknown")]
    [InlineData(null, "unknown", "unknown")]
    public void Describe_WrittenVersion_IsParted(string? written, string version, string commit) =>
        Assert.Equal((version, commit), InstanceMetrics.Describe(written));
}
