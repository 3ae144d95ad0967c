using System.Globalization;

namespace MuSiCa.Service.Health;

/// <summary>Where the service listens on this machine, found in the configuration that it starts with.</summary>
internal static class ServiceAddress
{
    private const int DefaultPort = 8080;
    private static readonly char[] Separators = [';', ','];

    /// <summary>The first plain HTTP address, with the loopback address in place of "every address".</summary>
    public static Uri Of(IConfiguration configuration) => Candidates(configuration)
        .Select(ToLocal)
        .FirstOrDefault(address => address?.Scheme == Uri.UriSchemeHttp)
        ?? Local(DefaultPort);

    // The order in which Kestrel itself gives way: its own section, then addresses, then ports.
    private static IEnumerable<string> Candidates(IConfiguration configuration) =>
    [
        .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? string.Empty),
        .. Split(configuration[WebHostDefaults.ServerUrlsKey]),
        .. Split(configuration[WebHostDefaults.HttpPortsKey]).Select(port => $"http://*:{port}"),
    ];

    private static string[] Split(string? text) =>
        text?.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static Uri? ToLocal(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return null;
        }

        bool anywhere = address.Host is "*" or "+" or "0.0.0.0" or "[::]";
        return anywhere && address.Scheme == Uri.UriSchemeHttp
            ? Local(address.Port)
            : Uri.TryCreate($"{address.Scheme}://{address.Host}:{address.Port}", UriKind.Absolute, out Uri? uri) ? uri : null;
    }

    private static Uri Local(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
}
