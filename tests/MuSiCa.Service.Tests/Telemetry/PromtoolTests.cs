using System.Diagnostics;
using MuSiCa.Service.Telemetry;

namespace MuSiCa.Service.Tests;

public sealed class PromtoolTests
{
    private const int Fine = 0;
    private const int OnlyAdvice = 3;
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    // Names that .NET gives to its own metrics, such as dotnet_timer_count: advice about them is not for this project.
    private static readonly string[] Foreign = ["dotnet_", "aspnetcore_", "http_", "kestrel_"];

    [PromtoolFact]
    public async Task CheckMetrics_RealScrape_HasNothingToSay()
    {
        using var service = new TestService();
        HttpClient client = await service.ReadyAsync();
        await Http.AnswerAsync(await client.PostAsync(TestService.Address, Http.Body(TestImages.Png)));
        AllInstruments.Measure(service, await client.GetStringAsync(MetricsEndpoint.Path));

        (int exitCode, string said) = await CheckAsync(await client.GetStringAsync(MetricsEndpoint.Path));

        Assert.True(exitCode is Fine or OnlyAdvice, said);
        Assert.DoesNotContain(
            said.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => !Foreign.Any(prefix => line.StartsWith(prefix, StringComparison.Ordinal)));
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
