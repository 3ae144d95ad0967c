using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
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
        if (port == 0)
        {
            return;
        }

        string number = port.ToString(CultureInfo.InvariantCulture);
        if (string.IsNullOrEmpty(urls))
        {
            configuration[WebHostDefaults.HttpPortsKey] = string.IsNullOrEmpty(ports) ? number : $"{ports};{number}";
        }
        else if (HostOf(urls) is { } host)
        {
            configuration[WebHostDefaults.ServerUrlsKey] = $"{urls};http://{host}:{number}";
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

        string grpcEnd = string.Create(CultureInfo.InvariantCulture, $":{PortOf(configuration)}");
        bool IsGrpc(string address) => address.EndsWith(grpcEnd, StringComparison.Ordinal) && !configuration.GetSection(Endpoints).Exists();
        string grpc = string.Join(", ", addresses.Where(IsGrpc).Select(Reachable));
        string rest = string.Join(", ", addresses.Where(address => !IsGrpc(address)).Select(Reachable));
        return $"REST on {rest} (try /swagger){(grpc.Length > 0 ? $", gRPC on {grpc}" : string.Empty)}";
    }

    // What is written for "every address" cannot be called.
    private static string Reachable(string address) =>
        AnyHosts.Aggregate(address, static (text, any) => text.Replace($"//{any}:", "//localhost:", StringComparison.Ordinal));

    // Unchecked: what is wrong with the setting is said when all of them are validated.
    private static int PortOf(IConfiguration configuration) =>
        int.TryParse(configuration[$"{GrpcSettings.Section}:{nameof(GrpcSettings.Port)}"], NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            ? port <= IPEndPoint.MaxPort ? port : 0
            : GrpcSettings.DefaultPort;

    private static string? HostOf(string urls)
    {
        foreach (string url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
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
