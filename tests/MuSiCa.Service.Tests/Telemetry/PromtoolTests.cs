using System.Diagnostics;
using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Tests;

public sealed class PromtoolTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    [PromtoolFact]
    public async Task CheckMetrics_RealScrape_HasNothingToSay()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));
        AllInstruments.Measure(service, await client.GetStringAsync(MetricsEndpoint.Path));

        (int exitCode, string said) = await CheckAsync(await client.GetStringAsync(MetricsEndpoint.Path));

        Assert.Equal((0, string.Empty), (exitCode, said));
    }

    private static async Task<(int ExitCode, string Said)> CheckAsync(string text)
    {
        using Process process = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(text);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Hang);
        return (process.ExitCode, await output + await error);
    }
}
