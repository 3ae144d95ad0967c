using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Tests;

public sealed class PromtoolTests
{
    [Fact(SkipType = typeof(Tool), SkipUnless = nameof(Tool.HasPromtool), Skip = Tool.NoPromtool)]
    public async Task CheckMetrics_RealScrape_HasNothingToSay()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));
        AllInstruments.Measure(service);

        (int exitCode, string said) = await Tool.RunAsync(
            "promtool", ["check", "metrics"], await client.GetStringAsync(MetricsEndpoint.Path));

        Assert.Equal((0, string.Empty), (exitCode, said));
    }
}
