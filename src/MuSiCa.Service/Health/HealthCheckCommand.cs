namespace MuSiCa.Service.Health;

/// <summary>
/// The mode <c>--health-check</c>: asks the service on this machine whether it is ready. For container health checks, which
/// would otherwise need a shell and curl in the image.
/// </summary>
internal static class HealthCheckCommand
{
    private const string Switch = "--health-check";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether the command line asks for this mode.</summary>
    public static bool IsRequested(string[] args) => args.Contains(Switch, StringComparer.Ordinal);

    /// <summary>The arguments without the switch, which are those of the service itself.</summary>
    public static string[] WithoutSwitch(string[] args) => [.. args.Where(argument => argument != Switch)];

    /// <summary>Asks, and says what came back.</summary>
    /// <returns>The exit code: 0 when the service is ready, 1 otherwise.</returns>
    public static async Task<int> RunAsync(IConfiguration configuration, TextWriter output)
    {
        Uri address = new(ServiceAddress.Of(configuration), HealthEndpoints.ReadyPath);
        try
        {
            using var client = new HttpClient { Timeout = Patience };
            using HttpResponseMessage response = await client.GetAsync(address);
            await output.WriteLineAsync($"{address} answers {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            await output.WriteLineAsync($"{address} does not answer: {exception.Message}");
            return 1;
        }
    }
}
