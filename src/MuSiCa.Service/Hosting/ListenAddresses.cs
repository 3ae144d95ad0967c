using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using MuSiCa.Service.Administration;
using MuSiCa.Service.Configuration;

namespace MuSiCa.Service.Hosting;

/// <summary>
/// Where the server listens: REST where ASP.NET's own settings say, 8080 without any, and gRPC on a port of its own, since clear
/// text offers no way to agree on HTTP/2.
/// </summary>
internal static class ListenAddresses
{
    private const string DefaultPort = "8080";
    private const string Endpoints = "Kestrel:Endpoints";

    private static readonly string[] AnyHosts = ["[::]", "0.0.0.0", "*", "+"];

    /// <summary>Adds the port of gRPC to the addresses of the configuration.</summary>
    /// <param name="configuration">The configuration; changed where it says nothing.</param>
    public static void Complete(IConfiguration configuration)
    {
        if (configuration.GetSection(Endpoints).Exists())
        {
            return;
        }

        string? urls = configuration[WebHostDefaults.ServerUrlsKey];
        string? ports = configuration[WebHostDefaults.HttpPortsKey];
        if (string.IsNullOrEmpty(urls) && string.IsNullOrEmpty(ports) && string.IsNullOrEmpty(configuration[WebHostDefaults.HttpsPortsKey]))
        {
            configuration[WebHostDefaults.HttpPortsKey] = ports = DefaultPort;
        }

        int port = PortOf(configuration);
        string number = port.ToString(CultureInfo.InvariantCulture);
        if (port != 0 && string.IsNullOrEmpty(urls))
        {
            configuration[WebHostDefaults.HttpPortsKey] = string.IsNullOrEmpty(ports) ? number : $"{ports};{number}";
        }
        else if (port != 0 && HostOf(urls!) is { } host)
        {
            configuration[WebHostDefaults.ServerUrlsKey] = $"{urls};http://{host}:{number}";
        }

        if (AdminPortOf(configuration) is var admin && admin != 0)
        {
            AddAdmin(configuration, admin);
        }
    }

    /// <summary>Has the server speak HTTP/2, and nothing else, where an address is on the port of gRPC.</summary>
    public static void Apply(ListenOptions listen, IConfiguration configuration)
    {
        int port = PortOf(configuration);
        if (port != 0 && listen.EndPoint is IPEndPoint endpoint && endpoint.Port == port)
        {
            listen.Protocols = HttpProtocols.Http2;
        }
    }

    /// <summary>Whether an address is a socket file of this machine.</summary>
    public static bool HasFile(IConfiguration configuration) =>
        configuration.GetSection(Endpoints).GetChildren().Select(static endpoint => endpoint["Url"])
            .Append(configuration[WebHostDefaults.ServerUrlsKey])
            .Any(static urls => urls?.Contains("://unix:", StringComparison.OrdinalIgnoreCase) is true);

    /// <summary>Where a server that was started listens, in words.</summary>
    /// <returns>Such as <c>REST on http://localhost:8080 (try /swagger), gRPC on http://localhost:8081</c>.</returns>
    public static string Describe(IFeatureCollection server, IConfiguration configuration)
    {
        string[] addresses = [.. server.Get<IServerAddressesFeature>()?.Addresses ?? []];
        if (addresses.Length == 0)
        {
            return "It listens nowhere.";
        }

        string[] grpc = Of(PortOf(configuration));
        string[] admin = Of(AdminPortOf(configuration));
        string rest = Text(addresses.Except(grpc).Except(admin));
        return $"REST on {rest} (try /swagger){(grpc.Length > 0 ? $", gRPC on {Text(grpc)}" : string.Empty)}"
            + (admin.Length > 0 ? $", admin on {Text(admin)}" : string.Empty);

        string[] Of(int port) => configuration.GetSection(Endpoints).Exists()
            ? []
            : [.. addresses.Where(address => address.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{port}"), StringComparison.Ordinal))];
        static string Text(IEnumerable<string> listed) => string.Join(", ", listed.Select(Reachable));
    }

    /// <summary>The values of a setting of ASP.NET's that takes several, with ; between.</summary>
    public static string[] Split(string? values) =>
        values?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    // The server takes addresses or ports, not both, and a port is open to everyone: so ports become addresses.
    private static void AddAdmin(IConfiguration configuration, int port)
    {
        string address = configuration[$"{AdminSettings.Section}:{nameof(AdminSettings.Address)}"] ?? new AdminSettings().Address;
        IEnumerable<string> others = configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls
            ? [urls]
            : Split(configuration[WebHostDefaults.HttpPortsKey]).Select(static number => $"http://*:{number}")
                .Concat(Split(configuration[WebHostDefaults.HttpsPortsKey]).Select(static number => $"https://*:{number}"));
        configuration[WebHostDefaults.ServerUrlsKey] = string.Join(';', [.. others, AdminSettings.UrlOf(address, port)]);
        configuration[WebHostDefaults.HttpPortsKey] = null;
        configuration[WebHostDefaults.HttpsPortsKey] = null;
    }

    // What is written for "every address" cannot be called.
    private static string Reachable(string address) =>
        AnyHosts.Aggregate(address, static (text, any) => text.Replace($"//{any}:", "//localhost:", StringComparison.Ordinal));

    // Unchecked: what is wrong with the setting is said when all of them are validated.
    private static int PortOf(IConfiguration configuration) =>
        PortOf(configuration[$"{GrpcSettings.Section}:{nameof(GrpcSettings.Port)}"], GrpcSettings.DefaultPort);

    private static int AdminPortOf(IConfiguration configuration) =>
        PortOf(configuration[$"{AdminSettings.Section}:{nameof(AdminSettings.Port)}"], 0);

    private static int PortOf(string? setting, int other) =>
        int.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? port <= IPEndPoint.MaxPort ? port : 0 : other;

    private static string? HostOf(string urls)
    {
        foreach (string url in Split(urls))
        {
            try
            {
                BindingAddress address = BindingAddress.Parse(url);
                if (address is { Scheme: "http", IsUnixPipe: false })
                {
                    return address.Host;
                }
            }
            catch (FormatException)
            {
                // The server itself says what is wrong with it.
            }
        }

        return null;
    }
}
